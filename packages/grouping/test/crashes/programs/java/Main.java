import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

// SHIFT

public class Main {
    record Options(boolean via, String word, int number) {}

    static class StockException extends RuntimeException {
        StockException(String message) { super(message); }
    }

    static class ServiceException extends RuntimeException {
        ServiceException(String message, Throwable cause) { super(message, cause); }
    }

    static class Lock implements AutoCloseable {
        final Options options;
        Lock(Options options) { this.options = options; }
        @Override public void close() { throw new IllegalStateException("lock " + options.number() + " is not held"); }
    }

    static class Worker {
        Object take(String bug, Options options) { return handle(bug, options); }
        private Object handle(String bug, Options options) { return Main.run(bug, options); }
    }

    static int mean(int total, int count) { return total / count; }
    static int cartTotal(Options options) { return mean(options.number(), 0); }
    static int priceOf(Map<String, Integer> prices, String name) { return prices.get(name); }
    static int cartPrice(Options options) { return priceOf(Map.of("tea", 3), options.word() + "?"); }

    static Object checkOrder(Options options, boolean blocked) {
        if (blocked) throw new StockException("customer " + options.word() + " is blocked since " + options.number());
        throw new StockException("quantity " + options.number() + " exceeds what is in stock of " + options.word());
    }

    static Object required(Object value, String name) {
        if (value == null) throw new IllegalArgumentException("required value is missing: " + name);
        return value;
    }

    static Object bookSeat(Options options) { return required(null, options.word()); }
    static Object openLedger(Options options) { return required(null, options.word()); }
    static int readPort(Options options) { return Integer.parseInt(options.word() + options.number()); }
    static Object importRows(Options options) {
        return List.of("1", options.word() + options.number()).stream().map(Integer::parseInt).toList();
    }

    static Object quoteMissing(Options options) {
        try {
            return cartPrice(options);
        } catch (RuntimeException cause) {
            throw new ServiceException("request " + options.number() + " failed", cause);
        }
    }

    static Object quoteUnread(Options options) {
        try {
            return importRows(options);
        } catch (RuntimeException cause) {
            throw new ServiceException("request " + options.number() + " failed", cause);
        }
    }

    static int walkTree(int depth) { return visit(depth + 1) + 1; }
    static int visit(int depth) { return walkTree(depth + 1) + 1; }

    static Object sortOrders(Options options) {
        Integer[] orders = {options.number(), 2, 1};
        Arrays.sort(orders, (one, two) -> { throw new UnsupportedOperationException("orders " + one + " and " + two + " cannot be compared"); });
        return orders;
    }

    static Object withLock(Options options) {
        try (Lock lock = new Lock(options)) {
            return new int[] {1, 2}[options.number()];
        }
    }

    static Object castOrder(Options options) {
        Object order = options.word();
        return (Integer) order;
    }

    static Object lastOf(Options options) { return List.of(options.word()).listIterator(1).next(); }

    static Object inThread(Options options) {
        Thread thread = new Thread(() -> { throw new IllegalStateException("no answer from " + options.word() + " in time"); }, options.word() + "-" + options.number());
        thread.start();
        return null;
    }

    static final Map<String, Function<Options, Object>> BUGS = Map.ofEntries(
        Map.entry("mean-of-nothing", Main::cartTotal),
        Map.entry("price-missing", Main::cartPrice),
        Map.entry("order-blocked", options -> checkOrder(options, true)),
        Map.entry("order-exceeds", options -> checkOrder(options, false)),
        Map.entry("required-seat", Main::bookSeat),
        Map.entry("required-ledger", Main::openLedger),
        Map.entry("parse-port", Main::readPort),
        Map.entry("parse-rows", Main::importRows),
        Map.entry("wrapped-missing", Main::quoteMissing),
        Map.entry("wrapped-unread", Main::quoteUnread),
        Map.entry("endless-walk", options -> walkTree(0)),
        Map.entry("sort-throws", Main::sortOrders),
        Map.entry("suppressed", Main::withLock),
        Map.entry("wrong-cast", Main::castOrder),
        Map.entry("nothing-left", Main::lastOf),
        Map.entry("in-thread", Main::inThread));

    static Object stepped(java.util.function.Supplier<Object> action) { return action.get(); }

    static Object run(String bug, Options options) {
        Function<Options, Object> step = BUGS.get(bug);
        return options.via() ? stepped(() -> step.apply(options)) : step.apply(options);
    }

    public static void main(String[] args) {
        Options options = new Options(args[2].equals("via"), args[3], Integer.parseInt(args[4]));
        System.out.println("2024-05-01 10:11:12 INFO serving " + args[3] + " with " + args[4] + " items");
        if (args[1].equals("worker")) new Worker().take(args[0], options);
        else run(args[0], options);
    }
}
