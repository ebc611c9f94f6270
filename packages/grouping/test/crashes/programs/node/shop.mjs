// SHIFT

class StockError extends Error {
  name = 'StockError';
}

class ServiceError extends Error {
  name = 'ServiceError';
}

const stepped = (action) => action();

const sum = (values) => values.reduce((total, value) => total + value.amount, 0);

const cartTotal = ({ number }) => sum([{ amount: number }, undefined]);

function priceOf(prices, name) {
  return prices[name].net;
}

const cartPrice = ({ word }) => priceOf({ tea: { net: 3 } }, word + word);

function checkOrder({ word, number }, blocked) {
  if (blocked) throw new StockError(`customer ${word} is blocked since ${number}`);
  throw new StockError(`quantity ${number} exceeds what is in stock of ${word}`);
}

function required(value, name) {
  if (value === undefined) throw new Error(`required value is missing: ${name}`);
  return value;
}

const bookSeat = ({ word }) => required(undefined, word);
const openLedger = ({ word }) => required(undefined, word);

const readConfig = ({ word, number }) => JSON.parse(`{"port": ${number}, "${word}"}`);
const importRows = ({ word, number }) => [`{"row": ${number}, "${word}"}`].map((row) => JSON.parse(row));

function quoteMissing(options) {
  try {
    return cartPrice(options);
  } catch (cause) {
    throw new ServiceError(`request ${options.number} failed`, { cause });
  }
}

function quoteUnread(options) {
  try {
    return importRows(options);
  } catch (cause) {
    throw new ServiceError(`request ${options.number} failed`, { cause });
  }
}

const walkTree = (node) => visit(node.left);
const visit = (node) => walkTree({ left: { left: node } });

const sortOrders = ({ number }) =>
  [number, 2, 1].sort((one, two) => {
    throw new RangeError(`orders ${one} and ${two} cannot be compared`);
  });

class Owner {
  get address() {
    return this.home.street;
  }
}

const notifyOwner = () => new Owner().address;

async function settle(amount) {
  await Promise.resolve();
  throw new TypeError(`no account for amount ${amount}`);
}

const settleAll = ({ number }) => Promise.any([settle(number), settle(number + 1)]);

async function shipAll({ word, number }) {
  await Promise.resolve();
  await ship(word, number);
}

async function ship(word, number) {
  await Promise.resolve();
  throw new Error(`${number} parcels cannot be shipped to ${word}`);
}

// oxlint-disable-next-line unicorn/no-new-array -- the length is the bug
const tooLong = ({ number }) => new Array(-number - 1).fill(0);

const later = ({ word }) =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer from ${word} in time`)), 1);
  });

const BUGS = {
  'sum-of-undefined': cartTotal,
  'price-missing': cartPrice,
  'order-blocked': (options) => checkOrder(options, true),
  'order-exceeds': (options) => checkOrder(options, false),
  'required-seat': bookSeat,
  'required-ledger': openLedger,
  'parse-config': readConfig,
  'parse-rows': importRows,
  'wrapped-missing': quoteMissing,
  'wrapped-unread': quoteUnread,
  'endless-walk': (options) => walkTree({ left: options }),
  'sort-throws': sortOrders,
  'owner-has-no-home': notifyOwner,
  aggregate: settleAll,
  'in-task': shipAll,
  'array-too-long': tooLong,
  'in-timer': later,
};

export function run(bug, options) {
  const step = BUGS[bug];
  return options.via ? stepped(() => step(options)) : step(options);
}
