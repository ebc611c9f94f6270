import json
from dataclasses import dataclass

# SHIFT


class StockError(Exception):
    pass


class ServiceError(Exception):
    pass


@dataclass
class Options:
    via: bool
    word: str
    number: int


def stepped(action):
    return action()


def run(bug, opts):
    step = BUGS[bug]
    return stepped(lambda: step(opts)) if opts.via else step(opts)


def mean(values, divisor):
    return sum(values) / divisor


def cart_total(opts):
    return mean([opts.number, 2, 3], 0)


def price_of(prices, name):
    return prices[name]


def cart_price(opts):
    return price_of({"tea": 3}, opts.word)


def check_order(opts, blocked):
    if blocked:
        raise StockError(f"customer {opts.word} is blocked since {opts.number}")
    raise StockError(f"quantity {opts.number} exceeds what is in stock of {opts.word}")


def required(value, name):
    if value is None:
        raise ValueError(f"required value is missing: {name}")
    return value


def book_seat(opts):
    return required(None, opts.word)


def open_ledger(opts):
    return required(None, opts.word)


def read_port(opts):
    return int(f"{opts.word}{opts.number}")


def import_rows(opts):
    return [int(cell) for cell in ["1", "2", f"{opts.word}{opts.number}"]]


def quote_missing(opts):
    try:
        return cart_price(opts)
    except KeyError as error:
        raise ServiceError(f"request {opts.number} failed") from error


def quote_unread(opts):
    try:
        return import_rows(opts)
    except ValueError as error:
        raise ServiceError(f"request {opts.number} failed") from error


def clean_up(opts):
    try:
        return cart_total(opts)
    except ZeroDivisionError:
        return {}["lock-" + opts.word]


def walk_tree(node, depth):
    return visit(node, depth + 1)


def visit(node, depth):
    return walk_tree(node, depth + 1)


def sort_orders(opts):
    return sorted([opts.number, 2, None], key=lambda order: order + opts.number)


def find_owner(opts):
    return None if opts.number else opts.word


def notify_owner(opts):
    return find_owner(opts).address


def settle_all(opts):
    errors = []
    for amount in (opts.number, opts.number + 1):
        try:
            settle(amount)
        except ValueError as error:
            errors.append(error)
    raise ExceptionGroup(f"{len(errors)} accounts were not settled", errors)


def settle(amount):
    raise ValueError(f"no account for amount {amount}")


def load_basket(opts):
    return json.loads('{"basket": [%d, %s]}' % (opts.number, opts.word))


async def ship(opts):
    assert opts.number < 0, f"{opts.number} parcels cannot be shipped to {opts.word}"


async def ship_all(opts):
    await ship(opts)


BUGS = {
    "mean-of-nothing": cart_total,
    "price-missing": cart_price,
    "order-blocked": lambda opts: check_order(opts, True),
    "order-exceeds": lambda opts: check_order(opts, False),
    "required-seat": book_seat,
    "required-ledger": open_ledger,
    "parse-port": read_port,
    "parse-rows": import_rows,
    "wrapped-missing": quote_missing,
    "wrapped-unread": quote_unread,
    "failed-clean-up": clean_up,
    "endless-walk": lambda opts: walk_tree(opts, 0),
    "sort-by-nothing": sort_orders,
    "owner-is-none": notify_owner,
    "group-of-errors": settle_all,
    "basket-not-json": load_basket,
    "in-thread": lambda opts: check_order(opts, opts.number < 0) if opts.number < 0 else {}[opts.number],
}
