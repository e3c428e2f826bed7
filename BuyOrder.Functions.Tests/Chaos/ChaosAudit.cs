using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ledger.Opening;
using BuyOrder.Local.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;
using BuyOrder.Testing.Ledger;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>After the fire: chain, order store, ledger and metrics, each read for itself, must tell one story to the unit.</summary>
internal sealed class ChaosAudit(OrdersUnderFire fire)
{
    private static readonly AbiEvent Transfer = AbiEvent.Parse("Transfer(address indexed from, address indexed to, uint256 value)");

    private static readonly AbiEvent Swap = AbiEvent.Parse(
        "Swap(address indexed sender, uint256 amount0In, uint256 amount1In, uint256 amount0Out, uint256 amount1Out, address indexed to)");

    private static readonly BigInteger UnitsPerCent = BigInteger.Pow(10, 16);
    private static readonly BigInteger WalletWei = 1_000 * BigInteger.Pow(10, 18);

    private LocalMarket Market => fire.Chain.Market;

    /// <summary>All orders, newest first.</summary>
    public async Task<IReadOnlyList<OrderRecord>> CheckAsync()
    {
        var book = new OrderQueries(fire.Tables);
        var state = await book.ReadStateAsync(Cancellation);
        var orders = await AllAsync(book);
        Assert.DoesNotContain(orders, record => record.Order.IsUnknown || !record.Order.IsEnded);
        Assert.Empty(fire.BoundKeys.Except(orders.Select(record => record.Order.Id["m-".Length..])));

        await CheckPurchasesAsync(orders);
        await CheckWalletAsync(orders, state);
        CheckState([.. orders.Select(record => record.Order)], state);
        await CheckLedgerAsync(state);
        await CheckMetricsAsync(state);
        return orders;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<List<OrderRecord>> AllAsync(OrderQueries book)
    {
        var orders = new List<OrderRecord>();
        string? continuation = null;
        do
        {
            var page = await book.ListAsync(new OrderFilter(), 500, continuation, Cancellation);
            orders.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return orders;
    }

    /// <summary>By the logs of all blocks: one purchase for each completed order, none for a failed one, none without an order.</summary>
    private async Task CheckPurchasesAsync(IReadOnlyList<OrderRecord> orders)
    {
        var logs = await fire.Chain.ReadAsync(Eth.GetLogs(
            new LogFilter { Addresses = [Market.Zar, Market.Azr, Market.Pair], FromBlock = BlockTag.Earliest, ToBlock = BlockTag.Latest }));
        var bought = logs.GroupBy(log => log.TransactionHash)
            .Select(transaction => new Bought(
                transaction.Key,
                Moved(transaction, Market.Zar, from: Market.Wallet.Address),
                Moved(transaction, Market.Azr, to: Market.Treasury),
                transaction.Count(log => log.Address == Market.Pair && Swap.TryDecode(log, out var values)
                    && values.Get<Address>("to") == Market.Treasury)))
            .Where(transaction => transaction.Spent > 0 || transaction.Received > 0 || transaction.Swaps > 0)
            .ToList();

        var owners = orders.SelectMany(record => record.Attempts.Select(attempt => (attempt.TransactionHash, record.Order.Id)))
            .ToDictionary(attempt => attempt.TransactionHash, attempt => attempt.Id);
        Assert.All(bought, purchase => Assert.True(owners.ContainsKey(purchase.Hash), $"{purchase} belongs to no order."));
        Assert.All(bought.GroupBy(purchase => owners[purchase.Hash]), ofOrder => Assert.Single(ofOrder));
        Assert.Equal(
            orders.Where(record => record.Order.Status == JobStatus.Completed)
                .Select(record => new Bought(
                    record.Order.Purchase!.TransactionHash, record.Order.SpendUnits, record.Order.Purchase.TokensAcquired, Swaps: 1))
                .OrderBy(purchase => purchase.Hash),
            bought.OrderBy(purchase => purchase.Hash));
        Assert.All(
            orders.Where(record => record.Order.Status == JobStatus.Completed),
            record => Assert.Equal(record.Order.Id, owners[record.Order.Purchase!.TransactionHash]));
    }

    /// <summary>What the wallet has left, and its nonces: each was used once, by a transaction that the order store knows.</summary>
    private async Task CheckWalletAsync(IReadOnlyList<OrderRecord> orders, TreasuryState state)
    {
        var wallet = Market.Wallet.Address;
        var nonce = await fire.Chain.WalletNonceAsync();
        var attempts = orders.SelectMany(record => record.Attempts).ToList();
        var mined = attempts.Where(attempt => attempt.State is AttemptState.Succeeded or AttemptState.Reverted)
            .Select(attempt => attempt.Nonce);
        var gas = orders.Aggregate(BigInteger.Zero, (sum, record) => sum + record.Order.GasSpentWei);

        Assert.Equal(nonce, Assert.Single(state.NextNonce).Value);
        Assert.Equal(Enumerable.Range(0, (int)nonce).Select(each => (long)each), mined.Order());
        Assert.Equal(WalletWei - gas, await fire.Chain.ReadAsync(Eth.Balance(wallet, BlockTag.Latest)));
        Assert.Equal(gas, state.GasSpentWei);
        Assert.Equal(LocalMarket.WalletZar - (state.TotalSpent.Cents * UnitsPerCent), await BalanceAsync(Market.Zar, wallet));
        Assert.Equal(state.TokensAcquired, await BalanceAsync(Market.Azr, Market.Treasury));
    }

    private static void CheckState(IReadOnlyList<Order> orders, TreasuryState state)
    {
        var completed = orders.Where(order => order.Status == JobStatus.Completed).ToList();
        Assert.Null(state.OpenOrderId);
        Assert.Equal((completed.Count, orders.Count - completed.Count), (state.Completed, state.Failed));
        Assert.Equal(completed.Sum(order => order.RevenueBase.Cents), state.ConsumedBase.Cents);
        Assert.Equal(completed.Sum(order => order.Spend.Cents), state.TotalSpent.Cents);
        Assert.Equal(0, state.OpenSpend.Cents);
        Assert.Equal(completed.Aggregate(BigInteger.Zero, (sum, order) => sum + order.Purchase!.TokensAcquired), state.TokensAcquired);
        Assert.All(orders, order => Assert.Equal(order.RevenueBase.Cents * order.RateBps / 10_000, order.Spend.Cents));
        Assert.All(orders, order => Assert.Equal(order.Spend.Cents * UnitsPerCent, order.SpendUnits));
        Assert.All(completed, order => Assert.Equal(order.SpendUnits, order.Purchase!.SpentUnits));
    }

    private async Task CheckLedgerAsync(TreasuryState state)
    {
        using var system = new LedgerSystem(fire.Tables, LedgerOptions.DefaultShardCount);
        var totals = await system.TotalsAsync();
        await LedgerAudit.CheckAsync(fire.Tables, totals);
        Assert.Equal((fire.Revenue.Total, fire.Revenue.Entries), (totals.Total.Cents / 100m, totals.Entries));
        Assert.Equal(0, await system.OpenRejectedAsync());
        Assert.True(state.ConsumedBase <= totals.Total);
    }

    private async Task CheckMetricsAsync(TreasuryState state)
    {
        var metrics = JsonNode.Parse(await fire.Client.GetStringAsync(new Uri("/api/metrics", UriKind.Relative), Cancellation))!;
        string[] expected =
        [
            Text(fire.Revenue.Total), Text(state.ConsumedBase.Cents / 100m), Text(fire.Revenue.Total - (state.ConsumedBase.Cents / 100m)),
            Text(state.TotalSpent.Cents / 100m), state.TokensAcquired.ToString(CultureInfo.InvariantCulture),
            state.GasSpentWei.ToString(CultureInfo.InvariantCulture),
        ];
        Assert.Equal(
            expected,
            new[] { "totalRevenue", "consumedRevenue", "availableRevenue", "totalSpent", "tokensAcquiredRaw", "gasSpentRaw" }
                .Select(member => metrics[member]!.GetValue<string>()));
        Assert.Equal(
            [state.Completed + state.Failed, state.Completed, state.Failed, 0],
            new[] { "total", "completed", "failed", "pending" }.Select(member => metrics["executions"]![member]!.GetValue<long>()));
        Assert.Equal(fire.Revenue.Entries, metrics["entries"]!.GetValue<int>());
    }

    private async Task<BigInteger> BalanceAsync(Address token, Address holder)
    {
        var balanceOf = Erc20.BalanceOf;
        var answer = await fire.Chain.ReadAsync(Eth.Call(new CallRequest { To = token, Data = balanceOf.Encode(holder) }, BlockTag.Latest));
        return balanceOf.DecodeOutput(answer).Get<BigInteger>(0);
    }

    private static BigInteger Moved(IEnumerable<LogEntry> logs, Address token, Address? from = null, Address? to = null) => logs
        .Where(log => log.Address == token)
        .Aggregate(BigInteger.Zero, (sum, log) => Transfer.TryDecode(log, out var values)
            && (from is null || values.Get<Address>("from") == from) && (to is null || values.Get<Address>("to") == to)
            ? sum + values.Get<BigInteger>("value")
            : sum);

    private static string Text(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    /// <param name="Hash">Of the transaction.</param>
    /// <param name="Spent">Stablecoin units that left the wallet.</param>
    /// <param name="Received">Token units that reached the treasury.</param>
    /// <param name="Swaps">The pool's own events in favour of the treasury.</param>
    private sealed record Bought(Hash256 Hash, BigInteger Spent, BigInteger Received, int Swaps);
}
