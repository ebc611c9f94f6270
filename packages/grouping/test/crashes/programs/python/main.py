import asyncio
import sys
import threading

import shop

# SHIFT


def cli(bug, opts):
    return shop.run(bug, opts)


def worker(bug, opts):
    return handle({"bug": bug, "opts": opts})


def handle(job):
    return shop.run(job["bug"], job["opts"])


if __name__ == "__main__":
    name, entry, via, word, number = sys.argv[1:6]
    options = shop.Options(via == "via", word, int(number))
    print(f"2024-05-0{len(word) % 9 + 1} 10:11:12 INFO serving {word} with {number} items", flush=True)
    if name == "syntax-error":
        with open("broken.py", "w", encoding="utf-8") as out:
            out.write("# " + word + "\n" * (int(number) % 40) + f"def total(prices):\n    return sum(prices {word}\n")
        import broken  # noqa: F401
    elif name == "in-thread":
        thread = threading.Thread(target=shop.run, args=(name, options), name=f"{word}-{number}")
        thread.start()
        thread.join()
        sys.exit(1)
    elif name == "in-task":
        asyncio.run(shop.ship_all(options))
    elif entry == "worker":
        worker(name, options)
    else:
        cli(name, options)
