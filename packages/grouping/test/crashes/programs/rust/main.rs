use std::cell::RefCell;
use std::collections::HashMap;
use std::env;
use std::thread;

// SHIFT

#[derive(Clone)]
struct Options {
    via: bool,
    word: String,
    number: i64,
}

struct Worker;

impl Worker {
    #[inline(never)]
    fn take(&self, bug: &str, o: &Options) -> i64 {
        self.handle(bug, o)
    }
    #[inline(never)]
    fn handle(&self, bug: &str, o: &Options) -> i64 {
        run(bug, o)
    }
}

#[inline(never)]
fn mean(total: i64, count: i64) -> i64 {
    total / count
}

fn cart_total(o: &Options) -> i64 {
    mean(o.number, (o.word.len() - o.word.len()) as i64)
}

#[inline(never)]
fn price_at(prices: &[i64], at: usize) -> i64 {
    prices[at]
}

fn cart_price(o: &Options) -> i64 {
    price_at(&[1, 2, 3], o.number as usize + 3)
}

#[inline(never)]
fn check_order(o: &Options, blocked: bool) -> i64 {
    if blocked {
        panic!("customer {} is blocked since {}", o.word, o.number);
    }
    panic!("quantity {} exceeds what is in stock of {}", o.number, o.word);
}

fn blocked_order(o: &Options) -> i64 {
    check_order(o, true)
}

fn exceeding_order(o: &Options) -> i64 {
    check_order(o, false)
}

#[inline(never)]
fn required(value: Option<i64>, name: &str) -> i64 {
    match value {
        Some(found) => found,
        None => panic!("required value is missing: {name}"),
    }
}

fn book_seat(o: &Options) -> i64 {
    required(None, &o.word)
}

fn open_ledger(o: &Options) -> i64 {
    required(None, &o.word)
}

fn read_port(o: &Options) -> i64 {
    format!("{}{}", o.word, o.number).parse().unwrap()
}

fn import_rows(o: &Options) -> i64 {
    [String::from("1"), format!("{}{}", o.word, o.number)]
        .iter()
        .map(|cell| cell.parse::<i64>().unwrap())
        .sum()
}

fn read_rates(o: &Options) -> i64 {
    std::fs::read_to_string(format!("/nowhere/{}-{}.txt", o.word, o.number))
        .expect("the rates must be readable")
        .len() as i64
}

fn find_owner(o: &Options) -> Option<&str> {
    if o.number < 0 { Some(&o.word) } else { None }
}

fn notify_owner(o: &Options) -> i64 {
    find_owner(o).unwrap().len() as i64
}

fn price_missing(o: &Options) -> i64 {
    HashMap::from([("tea", 3)])[format!("{}?", o.word).as_str()]
}

fn borrow_twice(o: &Options) -> i64 {
    let stock = RefCell::new(o.number);
    let first = stock.borrow_mut();
    let second = stock.borrow_mut();
    *first + *second
}

fn sort_orders(o: &Options) -> i64 {
    let mut orders = vec![o.number, 2, 1];
    orders.sort_by(|one, two| panic!("orders {one} and {two} cannot be compared"));
    orders[0]
}

fn too_many(o: &Options) -> i64 {
    (i64::MAX - 1) + o.number + o.word.len() as i64
}

fn never_here(o: &Options) -> i64 {
    assert_eq!(o.number, -1, "stock of {} does not match", o.word);
    0
}

fn in_thread(o: &Options) -> i64 {
    let word = o.word.clone();
    let name = format!("{}-{}", o.word, o.number);
    let thread = thread::Builder::new().name(name).spawn(move || panic!("no answer from {word} in time")).unwrap();
    thread.join().unwrap_or(1);
    std::process::exit(1)
}

#[inline(never)]
fn stepped(action: &dyn Fn() -> i64) -> i64 {
    action()
}

fn step_of(bug: &str) -> fn(&Options) -> i64 {
    match bug {
        "mean-of-nothing" => cart_total,
        "index-too-large" => cart_price,
        "order-blocked" => blocked_order,
        "order-exceeds" => exceeding_order,
        "required-seat" => book_seat,
        "required-ledger" => open_ledger,
        "parse-port" => read_port,
        "parse-rows" => import_rows,
        "file-missing" => read_rates,
        "owner-is-none" => notify_owner,
        "price-missing" => price_missing,
        "borrowed-twice" => borrow_twice,
        "sort-panics" => sort_orders,
        "overflow" => too_many,
        "assertion" => never_here,
        _ => in_thread,
    }
}

#[inline(never)]
fn run(bug: &str, o: &Options) -> i64 {
    let step = step_of(bug);
    if o.via { stepped(&|| step(o)) } else { step(o) }
}

fn main() {
    let args: Vec<String> = env::args().collect();
    let o = Options { via: args[3] == "via", word: args[4].clone(), number: args[5].parse().unwrap() };
    println!("2024-05-01 10:11:12 INFO serving {} with {} items", o.word, o.number);
    if args[2] == "worker" { Worker.take(&args[1], &o) } else { run(&args[1], &o) };
}
