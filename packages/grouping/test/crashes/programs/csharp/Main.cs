using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

// SHIFT

namespace Shop
{
    class Options { public bool Via; public string Word; public int Number; }
    class StockException : Exception { public StockException(string message) : base(message) { } }
    class ServiceException : Exception { public ServiceException(string message, Exception cause) : base(message, cause) { } }

    class Worker
    {
        public object Take(string bug, Options options) { return Handle(bug, options); }
        object Handle(string bug, Options options) { return Program.Run(bug, options); }
    }

    static class Program
    {
        static int Mean(int total, int count) { return total / count; }
        static object CartTotal(Options o) { return Mean(o.Number, o.Word.Length - o.Word.Length); }
        static int PriceOf(Dictionary<string, int> prices, string name) { return prices[name]; }
        static object CartPrice(Options o) { return PriceOf(new Dictionary<string, int> { { "tea", 3 } }, o.Word + "?"); }

        static object CheckOrder(Options o, bool blocked)
        {
            if (blocked) throw new StockException("customer " + o.Word + " is blocked since " + o.Number);
            throw new StockException("quantity " + o.Number + " exceeds what is in stock of " + o.Word);
        }

        static object Required(object value, string name)
        {
            if (value == null) throw new InvalidOperationException("required value is missing: " + name);
            return value;
        }

        static object BookSeat(Options o) { return Required(null, o.Word); }
        static object OpenLedger(Options o) { return Required(null, o.Word); }
        static object ReadPort(Options o) { return int.Parse(o.Word + o.Number); }
        static object ImportRows(Options o) { return new[] { "1", o.Word + o.Number }.Select(cell => int.Parse(cell)).ToList(); }

        static object QuoteMissing(Options o)
        {
            try { return CartPrice(o); }
            catch (Exception cause) { throw new ServiceException("request " + o.Number + " failed", cause); }
        }

        static object QuoteUnread(Options o)
        {
            try { return ImportRows(o); }
            catch (Exception cause) { throw new ServiceException("request " + o.Number + " failed", cause); }
        }

        static string FindOwner(Options o) { return null; }
        static object NotifyOwner(Options o) { return FindOwner(o).Length; }
        static object WrongCast(Options o) { object order = o.Word; return (int)order; }
        static object TooFar(Options o) { return new[] { 1, 2, 3 }[o.Number + 3]; }
        static async Task<int> Ship(Options o) { await Task.Yield(); throw new TimeoutException(o.Number + " parcels cannot be shipped to " + o.Word); }
        static async Task<int> ShipAll(Options o) { return await Ship(o); }

        static readonly Dictionary<string, Func<Options, object>> Bugs = new Dictionary<string, Func<Options, object>> {
            { "mean-of-nothing", CartTotal },
            { "price-missing", CartPrice },
            { "order-blocked", o => CheckOrder(o, true) },
            { "order-exceeds", o => CheckOrder(o, false) },
            { "required-seat", BookSeat },
            { "required-ledger", OpenLedger },
            { "parse-port", ReadPort },
            { "parse-rows", ImportRows },
            { "wrapped-missing", QuoteMissing },
            { "wrapped-unread", QuoteUnread },
            { "owner-is-null", NotifyOwner },
            { "wrong-cast", WrongCast },
            { "index-too-large", TooFar },
            { "in-task", o => ShipAll(o).GetAwaiter().GetResult() },
        };

        static object Stepped(Func<object> action) { return action(); }

        public static object Run(string bug, Options o)
        {
            var step = Bugs[bug];
            return o.Via ? Stepped(() => step(o)) : step(o);
        }

        static void Main(string[] args)
        {
            var options = new Options { Via = args[2] == "via", Word = args[3], Number = int.Parse(args[4]) };
            Console.WriteLine("2024-05-01 10:11:12 INFO serving " + args[3] + " with " + args[4] + " items");
            if (args[1] == "worker") new Worker().Take(args[0], options); else Run(args[0], options);
        }
    }
}
