// Custom fields: values of the types that the user pool defines.

import assert from 'node:assert/strict';

import { refused, stored } from '../client.mjs';
import { both } from '../scenario.mjs';

const SEED = {
  users: [{ id: 'ada', username: 'ada', password: 'analytical' }],
  customFields: [
    { key: 'school', dataType: 'STRING', label: 'School' },
    { key: 'age', dataType: 'NUMBER' },
    { key: 'member', dataType: 'BOOLEAN' },
    { key: 'born', dataType: 'DATETIME' },
    { key: 'address', dataType: 'OBJECT' },
    { key: 'size', dataType: 'SELECT', options: ['S', 'M'] },
  ],
};
const BORN = new Date('1815-12-10T00:00:00Z');
const VALUES = { school: 'Home', age: 36, member: true, born: BORN, address: { city: 'London' }, size: 'M' };

async function ada(client) {
  const ada = client();
  await ada.loginByUsername('ada', 'analytical');
  return ada;
}

const values = list => Object.fromEntries(list.map(({ key, value }) => [key, value]));

both('setUdv and listUdv keep every type', SEED, async ({ client }) => {
  const known = await ada(client);
  const before = stored(known);
  assert.deepEqual(await known.listUdv(), []);
  for (const [key, value] of Object.entries(VALUES)) {
    // A date is sent as ISO text, because of toJSON.
    const list = await known.setUdv(key, value);
    assert.deepEqual(list.find(entry => entry.key === key).value, value);
  }
  const list = await known.listUdv();
  assert.deepEqual(values(list), VALUES);
  assert.deepEqual(list[0], { key: 'school', dataType: 'STRING', value: 'Home', label: 'School' });
  await known.setUdv('born', BORN.getTime());
  assert.deepEqual(values(await known.listUdv()).born, BORN);
  assert.deepEqual(stored(known), before);
});

both('a value of another type is refused', SEED, async ({ sdk, client }) => {
  const known = await ada(client);
  await refused(known.setUdv('weight', 60), 400);
  await refused(known.setUdv('school', 1), 400);
  await refused(known.setUdv('age', 'old'), 400);
  await refused(known.setUdv('member', 'yes'), 400);
  await refused(known.setUdv('size', 'XXL'), 400);
  // D66: the value is omitted.
  await refused(known.setUdv('school', undefined), 400);
  assert.deepEqual(await known.listUdv(), [], sdk);
  await assert.rejects(client().setUdv('school', 'Home'), /请先登录/);
});

both('removeUdv removes the value and not the field', SEED, async ({ client }) => {
  const known = await ada(client);
  await known.setUdv('school', 'Home');
  await known.setUdv('age', 36);
  assert.deepEqual(values(await known.removeUdv('school')), { age: 36 });
  assert.deepEqual(values(await known.listUdv()), { age: 36 });
  await known.setUdv('school', 'Again');
  await refused(known.removeUdv('weight'), 400);
  await assert.rejects(client().removeUdv('school'), /请先登录/);
});

both('setUdfValue sets all values or none', SEED, async ({ client }) => {
  const known = await ada(client);
  assert.deepEqual(await known.getUdfValue(), {});
  await known.setUdfValue(VALUES);
  assert.deepEqual(await known.getUdfValue(), VALUES);
  await refused(known.setUdfValue({ school: 'Elsewhere', age: 'old' }), 400);
  assert.equal((await known.getUdfValue()).school, 'Home');
  await known.removeUdfValue('school');
  assert.equal('school' in (await known.getUdfValue()), false);
  await assert.rejects(known.setUdfValue({}), /empty udf value list/);
  for (const call of [known => known.getUdfValue(), known => known.removeUdfValue('age'), known => known.listUdv()]) {
    await assert.rejects(call(client()), /请先登录/);
  }
});

both('numbers lose digits beyond 2^53', SEED, async ({ client }) => {
  const known = await ada(client);
  // D64: a JavaScript number is too small for them.
  await known.setUdv('age', 9007199254740993);
  assert.equal(values(await known.listUdv()).age, 9007199254740992);
});
