package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strconv"
	"sync"
)

// SHIFT

type options struct {
	via    bool
	word   string
	number int
}

type worker struct{ name string }

type owner struct{ address string }

//go:noinline
func (w *worker) take(bug string, o options) any { return w.handle(bug, o) }

//go:noinline
func (w *worker) handle(bug string, o options) any { return run(bug, o) }

//go:noinline
func mean(total, count int) int { return total / count }

//go:noinline
func cartTotal(o options) any { return mean(o.number, len(o.word)-len(o.word)) }

//go:noinline
func priceAt(prices []int, at int) int { return prices[at] }

//go:noinline
func cartPrice(o options) any { return priceAt([]int{1, 2, 3}, o.number+3) }

//go:noinline
func checkOrder(o options, blocked bool) any {
	if blocked {
		panic(fmt.Sprintf("customer %s is blocked since %d", o.word, o.number))
	}
	panic(fmt.Sprintf("quantity %d exceeds what is in stock of %s", o.number, o.word))
}

//go:noinline
func blockedOrder(o options) any { return checkOrder(o, true) }

//go:noinline
func exceedingOrder(o options) any { return checkOrder(o, false) }

//go:noinline
func required(value any, name string) any {
	if value == nil {
		panic(errors.New("required value is missing: " + name))
	}
	return value
}

//go:noinline
func bookSeat(o options) any { return required(nil, o.word) }

//go:noinline
func openLedger(o options) any { return required(nil, o.word) }

func must(number int, err error) int {
	if err != nil {
		panic(err)
	}
	return number
}

//go:noinline
func readPort(o options) any { return must(strconv.Atoi(o.word + strconv.Itoa(o.number))) }

//go:noinline
func importRows(o options) any {
	rows := []int{}
	for _, cell := range []string{"1", o.word + strconv.Itoa(o.number)} {
		rows = append(rows, must(strconv.Atoi(cell)))
	}
	return rows
}

//go:noinline
func quoteMissing(o options) (result any) {
	defer func() {
		if cause := recover(); cause != nil {
			panic(fmt.Errorf("request %d failed: %v", o.number, cause))
		}
	}()
	return cartPrice(o)
}

//go:noinline
func walkTree(depth int) int { return visit(depth+1) + 1 }

//go:noinline
func visit(depth int) int { return walkTree(depth+1) + 1 }

//go:noinline
func sortOrders(o options) any {
	orders := []int{o.number, 2, 1}
	sort.Slice(orders, func(one, two int) bool {
		panic(fmt.Sprintf("orders %d and %d cannot be compared", one, two))
	})
	return orders
}

//go:noinline
func findOwner(o options) *owner { return nil }

//go:noinline
func notifyOwner(o options) any { return findOwner(o).address }

//go:noinline
func castOrder(o options) any {
	var order any = o.word
	return order.(int)
}

//go:noinline
func writeNowhere(o options) any {
	var prices map[string]int
	prices[o.word] = o.number
	return prices
}

//go:noinline
func waitForever(o options) any {
	answers := make(chan int)
	return <-answers
}

//go:noinline
func inGoroutine(o options) any {
	var all sync.WaitGroup
	all.Add(1)
	go func() {
		defer all.Done()
		panic("no answer from " + o.word + " in time")
	}()
	all.Wait()
	return nil
}

//go:noinline
func closeTwice(o options) any {
	answers := make(chan int, o.number)
	close(answers)
	close(answers)
	return nil
}

var bugs map[string]func(options) any

func init() {
	bugs = map[string]func(options) any{
		"mean-of-nothing": cartTotal,
		"index-too-large": cartPrice,
		"order-blocked":   blockedOrder,
		"order-exceeds":   exceedingOrder,
		"required-seat":   bookSeat,
		"required-ledger": openLedger,
		"parse-port":      readPort,
		"parse-rows":      importRows,
		"panics-again":    quoteMissing,
		"endless-walk":    func(o options) any { return walkTree(0) },
		"sort-panics":     sortOrders,
		"owner-is-nil":    notifyOwner,
		"wrong-cast":      castOrder,
		"nil-map":         writeNowhere,
		"deadlock":        waitForever,
		"in-goroutine":    inGoroutine,
		"closed-twice":    closeTwice,
	}
}

//go:noinline
func stepped(action func() any) any { return action() }

//go:noinline
func run(bug string, o options) any {
	if o.via {
		return stepped(func() any { return bugs[bug](o) })
	}
	return bugs[bug](o)
}

func main() {
	number, _ := strconv.Atoi(os.Args[5])
	o := options{os.Args[3] == "via", os.Args[4], number}
	fmt.Printf("2024/05/01 10:11:12 serving %s with %d items\n", o.word, o.number)
	if os.Args[2] == "worker" {
		(&worker{o.word}).take(os.Args[1], o)
	} else {
		run(os.Args[1], o)
	}
}
