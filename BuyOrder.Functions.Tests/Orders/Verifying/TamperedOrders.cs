using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Fixtures;
using BuyOrder.Functions.Tests.Ledger.Rates;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Verifying;
using BuyOrder.Orders.Wallet;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Model;

namespace BuyOrder.Functions.Tests.Orders.Verifying;

/// <summary>An order store with something in every kind of row, and a way to its rows behind the engine's back.</summary>
internal sealed class TamperedOrders
{
    private static readonly Zar More = new(100_000_00);

    private TamperedOrders(CalmSystem system) => System = system;

    public CalmSystem System { get; }

    /// <summary>Every row of the order store, the parameters, the rates and the rejected revenue.</summary>
    public IReadOnlyList<(string Table, TableRow Row)> Rows { get; private set; } = [];

    /// <summary>Order stores to begin with: one of today with an open order that is sent, and two that were kept before there were records.</summary>
    public static IReadOnlyList<Func<CalmSystem>> Kinds { get; } = [OfToday, () => Continued("order-resolved-failed"), () => Continued("order-undone-resolved")];

    /// <summary>A moment that can be gone back to as often as is needed.</summary>
    public static Fixture Taken(CalmSystem system)
    {
        RateTable.PutAsync(new ExchangeRates(system.Tables, TimeProvider.System), new DateOnly(2026, 11, 20), ("USD", "17.00")).GetAwaiter().GetResult();
        RateTable.PutAsync(new ExchangeRates(system.Tables, TimeProvider.System), new DateOnly(2026, 11, 21), ("USD", "17.00")).GetAwaiter().GetResult();
        RateTable.PutAsync(new ExchangeRates(system.Tables, TimeProvider.System), new DateOnly(2026, 11, 21), ("USD", "17.50")).GetAwaiter().GetResult();
        Discard(system);
        var clean = Verify(system);
        Assert.Null(clean.FirstFault);
        new VerificationLog(system.Tables).RecordAsync(clean, null, null, null, CancellationToken.None).GetAwaiter().GetResult();
        return new Fixture(
            "taken", "", system.Time, 1, StoredChain.Take(system.Chain, system.Node.Pool), StoredTables.TakeAsync(system.Tables).GetAwaiter().GetResult());
    }

    public static TamperedOrders Of(Fixture taken)
    {
        var book = new TamperedOrders(taken.Start());
        book.Rows = [.. taken.Rows.Where(each => each.Table is OrderKeys.Table or ParameterStore.TableName or RatesRow.Table or RejectedKeys.Table && each.Row.Partition != "tokens")];
        return book;
    }

    public static VerificationResult Verify(CalmSystem system)
    {
        var time = new ModelClock(system.Time);
        var verifier = new Verifier(system.Tables, new LedgerOptions { ShardCount = 1 }, time) { Book = new OrderVerifier(system.Tables, time) };
        var newest = new VerificationLog(system.Tables).NewestAsync(CancellationToken.None).GetAwaiter().GetResult();
        return verifier.VerifyAsync(newest?.Anchor, newest?.Record, null, CancellationToken.None).GetAwaiter().GetResult();
    }

    public VerificationResult Verify() => Verify(System);

    public IReadOnlyList<TableRow> Of(string table, string prefix) =>
        [.. Rows.Where(each => each.Table == table && each.Row.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(each => each.Row)];

    /// <summary>Writes a row as it is, over what is there.</summary>
    public void Put(string table, string partition, string key, RowValues? values)
    {
        var stored = System.Tables.Table(table);
        var there = stored.ReadAsync(partition, key, CancellationToken.None).GetAwaiter().GetResult();
        TableWrite write = (there, values) switch
        {
            (null, { } added) => new TableWrite.Insert(key, added),
            ({ } old, null) => new TableWrite.Delete(key, old.ETag),
            ({ } old, { } changed) => new TableWrite.Replace(key, changed, old.ETag),
            _ => throw new InvalidOperationException($"There is no row {key}."),
        };
        Assert.True(stored.SubmitAsync(partition, [write], CancellationToken.None).GetAwaiter().GetResult().Applied);
    }

    /// <summary>Completed, an accepted nonce, another version of the parameters, two wallet tasks, and an order that is sent.</summary>
    private static CalmSystem OfToday()
    {
        var system = new CalmSystem(More);
        system.Mine();
        Assert.Equal(ReasonCode.Ordered, system.Run("m-1").Outcome);
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
        system.Steal();
        system.Mine(6);
        Assert.IsType<AcceptanceResult.Accepted>(system.Accept(system.Chain.Head.State.Accounts[0].Nonce));
        system.Change(parameters => parameters with { SlippageBps = 120 });
        Sweep(system, OrderIds.ForTask("1"));
        Sweep(system, OrderIds.ForTask("2"));
        Open(system);
        return system;
    }

    /// <summary>A sweep that is cancelled as soon as it is placed, and ended.</summary>
    private static void Sweep(CalmSystem system, string id)
    {
        Assert.IsType<TaskResult.Placed>(system.Ask<WalletTasks, TaskResult>(tasks => tasks.PlaceAsync(
            new TaskRequest(id, new TaskWish.Sweep(null), null, "end of the month", "operator"), CancellationToken.None)));
        Assert.IsType<TaskCancellationResult.Taken>(system.Ask<TaskCancellation, TaskCancellationResult>(
            tasks => tasks.CancelAsync(id, "not wanted any more", "operator", CancellationToken.None)));
        for (var look = 0; look < 10 && system.State().OpenOrderId is not null; look++)
        {
            system.Mine();
            system.Advance();
        }

        Assert.Null(system.State().OpenOrderId);
    }

    /// <summary>Three decisions about rejected revenue.</summary>
    private static void Discard(CalmSystem system)
    {
        using var ledger = new LedgerSystem(system.Tables, 1);
        byte[][] broken = [TestMessage.Broken("{"), TestMessage.Broken("["), TestMessage.Broken("?")];
        ledger.RecordAsync(broken).GetAwaiter().GetResult();
        foreach (var body in broken)
            ledger.Replay.DiscardAsync(Sha256Hash.Of(body), "operator", "no revenue", CancellationToken.None).GetAwaiter().GetResult();
    }

    private static CalmSystem Continued(string fixture)
    {
        var system = Fixture.Read(fixture).Start();
        system.Mine();
        system.Sell(More);
        Assert.Equal(ReasonCode.Ordered, system.Run("m-2").Outcome);
        Assert.Equal(JobStatus.Completed, system.Settle("m-2").Status);
        Open(system);
        return system;
    }

    private static void Open(CalmSystem system)
    {
        system.Sell(More);
        Assert.Equal(ReasonCode.Ordered, system.Run("m-open").Outcome);
        system.Mine();
        system.Advance();
        Assert.Equal("m-open", system.State().OpenOrderId);
    }
}
