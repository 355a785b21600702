// What the tests of authing-js-sdk need of AVA. They were written for AVA 2, which needs some 500 packages.

const assert = require('node:assert/strict');

/** What a test gets. The tests use no other assertions of AVA. */
const assertions = {
  assert: value => assert.ok(value),
  truthy: value => assert.ok(value),
  falsy: value => assert.ok(!value),
  pass: () => {},
  fail: message => assert.fail(message),
};

/** The tests that were declared, for whoever runs them. Those that their authors skip are not among them. */
const declared = [];
const declare = (title, play) => declared.push({ title, play: () => play(assertions) });

module.exports = Object.assign(declare, { declared, skip: () => {}, only: declare, serial: declare });
