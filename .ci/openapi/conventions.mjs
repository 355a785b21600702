// Says in terms of OpenAPI what the conventions of the contract mean, so that Redocly can check and show it. The
// conventions are described in `info.description` of the contract, which itself stays as it is.

const component = (reference, root) => root.components.schemas[reference.replace('#/components/schemas/', '')];

// The `type` of the component to which a schema of the form `allOf` with one reference leads.
function typeOf(schema, root) {
  const [only, ...others] = schema.allOf ?? [];
  return only?.$ref && others.length === 0 ? component(only.$ref, root).type : undefined;
}

// OpenAPI 3.0.3 lets `nullable` change nothing but a `type` that stands beside it.
function nullable(schema, root) {
  if (schema.nullable && !schema.type) {
    schema.type = typeOf(schema, root);
  }
}

// OpenAPI 3.0 ignores what stands beside a reference, such as `x-doc`.
function described(schema) {
  const { $ref, 'x-doc': description } = schema;
  return $ref && description ? { description, allOf: [{ $ref }] } : schema;
}

// `x-aliases` lists other names of a member.
function members(properties) {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) =>
      [name, ...(schema['x-aliases'] ?? [])].map((name) => [name, described(schema)]),
    ),
  );
}

// `x-beside` names what stands beside `data` in a reply.
function beside(operation) {
  for (const media of Object.values(operation.responses['2XX'].content ?? {})) {
    media.schema = { allOf: [media.schema, operation['x-beside']] };
  }
}

// The client sends the headers among the shared parameters with every call, and no operation refers to them.
const headers = (root) => Object.entries(root.components.parameters).filter(([, { in: place }]) => place === 'header');

function addHeaders(root) {
  const references = headers(root).map(([name]) => ({ $ref: `#/components/parameters/${name}` }));
  for (const path of Object.values(root.paths)) {
    path.parameters = [...(path.parameters ?? []), ...references];
  }
}

function inOpenApi() {
  let root;
  return {
    Root: {
      enter(document) {
        root = document;
        addHeaders(root);
      },
    },
    Operation: {
      enter(operation) {
        if (operation['x-beside']) {
          beside(operation);
        }
      },
    },
    Schema: {
      enter(schema) {
        nullable(schema, root);
        if (schema.properties) {
          schema.properties = members(schema.properties);
        }
      },
    },
  };
}

// The reference shows the headers of every call once, and not with every operation. Decorators do not run for the lint.
function headersOnce() {
  return {
    Root: {
      enter(root) {
        const sent = headers(root);
        const references = sent.map(([name]) => `#/components/parameters/${name}`);
        for (const path of Object.values(root.paths)) {
          path.parameters = path.parameters.filter(({ $ref }) => !references.includes($ref));
        }
        const row = ({ name, description, example }) => `| \`${name}\` | ${description} | \`${example}\` |`;
        const rows = sent.map(([, header]) => row(header));
        const table = ['| header | what it says | example |', '|---|---|---|', ...rows];
        root.info.description += `\n\n## Headers of every call\n\n${table.join('\n')}\n`;
      },
    },
  };
}

export default () => ({
  id: 'contract',
  preprocessors: { oas3: { 'in-openapi': inOpenApi } },
  decorators: { oas3: { 'headers-once': headersOnce } },
});
