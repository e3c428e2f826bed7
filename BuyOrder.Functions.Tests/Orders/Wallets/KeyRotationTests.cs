using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Orders.Signing;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Wallet;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.StandIns;

namespace BuyOrder.Functions.Tests.Orders.Wallets;

/// <summary>The change from one version of the vault's key to the next, on a real chain, with both versions in the vault.</summary>
public sealed class KeyRotationTests(TestServers servers) : VaultKeyTests
{
    [Fact]
    public async Task Next_key_buys_once_nothing_is_left_with_the_one_before()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var (old, oldKey, next, newKey) = Keys(bench);
        var process = bench.Start(NewSigners(oldKey, old));
        await process.RunAsync("m-0");
        await SettleAsync(bench, process, "m-0");
        await bench.RecordRevenueAsync(TaskBench.Revenue);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync(); // the allowance
        var before = await process.Report.ReadRotationAsync(Cancellation);
        Assert.Equal((old, false, false), (before.Leaving, before.IsSwitched, before.Points[0].IsDone));
        Assert.Contains("m-1 is open", before.Points[0].Detail, StringComparison.Ordinal);

        // The settings name the new key: nothing of it is signed while the order before it is open.
        process = bench.Start(NewSigners(newKey, next));
        Assert.Equal(ReasonCode.AlreadyActive, (await process.RunAsync("m-2")).Outcome);
        Assert.IsType<TaskResult.Conflict>(await process.SweepAsync("0", wallet: old));
        await process.Cancels.CancelAsync(new CancellationRequest("m-1", "the key changes", "operator"), Cancellation);
        var cancelled = await SettleAsync(bench, process, "m-1");
        Assert.Equal((JobStatus.Failed, IdOf(oldKey)), (cancelled.Order.Status, cancelled.Order.KeyId));
        Assert.NotEqual(BigInteger.Zero, await bench.AllowanceAsync(old, bench.Contracts.Router));

        var run = await process.RunAsync("m-2");
        Assert.Equal(ReasonCode.RotationIncomplete, run.Outcome);
        Assert.Contains($"revokeAllowance, spender {bench.Contracts.Router} and wallet {old}", run.Detail, StringComparison.Ordinal);
        var early = Assert.IsType<TaskResult.Conflict>(await process.SweepAsync("0", new Zar(1_00), next));
        Assert.StartsWith("rotation_incomplete", early.Detail, StringComparison.Ordinal);
        Assert.IsType<TaskResult.Placed>(await process.RevokeAsync("1", bench.Contracts.Router, old));
        var revoked = await bench.SettleTaskAsync("w-1", process);
        Assert.Equal((JobStatus.Completed, IdOf(oldKey), old), (revoked.Task.Status, revoked.Task.KeyId, revoked.Task.Wallet));

        run = await process.RunAsync("m-2");
        Assert.Equal(ReasonCode.RotationIncomplete, run.Outcome);
        Assert.Contains($"sweep and wallet {old}", run.Detail, StringComparison.Ordinal);
        await process.SweepAsync("2", wallet: old);
        var swept = await bench.SettleTaskAsync("w-2", process);
        Assert.Equal(BigInteger.Zero, await bench.StablecoinAsync(old));
        var after = await process.Report.ReadRotationAsync(Cancellation);
        Assert.Equal((old, true), (after.Leaving, after.IsSwitched));
        Assert.All(after.Points, point => Assert.True(point.IsDone, point.Name));

        // The treasury pays the new wallet, which buys; what comes to the old one later stops nothing.
        await bench.Chain.SetBalanceAsync(next, BigInteger.Pow(10, 21));
        await new OddTokens(bench.Chain).PayFromTreasuryAsync(next, ((TaskAction.Sweep)swept.Task.Action).Units / 2);
        await bench.Chain.MineAsync(4);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ReasonCode.Ordered, (await process.RunAsync("m-2")).Outcome);
        var second = await SettleAsync(bench, process, "m-2");
        Assert.Equal((JobStatus.Completed, IdOf(newKey), next), (second.Order.Status, second.Order.KeyId, second.Order.Wallet));
        await new OddTokens(bench.Chain).PayFromTreasuryAsync(old, BigInteger.One);
        await bench.RecordRevenueAsync(TaskBench.Revenue);
        Assert.Equal(ReasonCode.Ordered, (await bench.Start(NewSigners(newKey, next)).RunAsync("m-3")).Outcome);
        await SettleAsync(bench, process, "m-3");
        await bench.AssertVerifiedAsync(process);
        var view = await process.Report.ReadAsync(Cancellation);
        Assert.Equal((next, 4L), (view.Current.Wallet, view.Current.NextNonce));
        Assert.Equal((old, BigInteger.One), (view.Earlier[0].Wallet, view.Earlier[0].Facts.StablecoinBalance));
        Assert.Equal(3, view.Rate?.Orders);
        Assert.IsType<TaskResult.Placed>(await process.SweepAsync("3", wallet: old));
        Assert.Equal(JobStatus.Completed, (await bench.SettleTaskAsync("w-3", process)).Task.Status);
        await bench.AssertVerifiedAsync(process);
    }

    [Fact]
    public async Task Wallet_whose_key_the_vault_does_not_have_any_more_is_said_so()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var (old, oldKey, next, newKey) = Keys(bench);
        var process = bench.Start(NewSigners(oldKey, old));
        await process.RunAsync("m-1");
        await SettleAsync(bench, process, "m-1");
        oldKey.IsDeleted = true;

        process = bench.Start(NewSigners(newKey, next));

        var gone = await Assert.ThrowsAnyAsync<OutageException>(async () => await process.SweepAsync("1", wallet: old));
        Assert.Contains(oldKey.Version, gone.Message, StringComparison.Ordinal);
        Assert.Empty((await process.TaskBook.ListAsync(10, null, Cancellation)).Items);
    }

    [Fact]
    public async Task Wallet_that_cannot_be_finished_is_left_by_an_administrator()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var (old, oldKey, next, newKey) = Keys(bench);
        var process = bench.Start(NewSigners(oldKey, old));
        await process.RunAsync("m-1");
        await SettleAsync(bench, process, "m-1");
        await process.SweepAsync("1", new Zar(10_000_00));
        await bench.SettleTaskAsync("w-1", process);
        var first = await process.Rotations.AcceptAsync(old, "why not", "admin", Cancellation);
        oldKey.IsDeleted = true;
        await bench.Chain.SetBalanceAsync(next, BigInteger.Pow(10, 21));
        await new OddTokens(bench.Chain).PayFromTreasuryAsync(next, BigInteger.Pow(10, 22));
        await bench.RecordRevenueAsync(TaskBench.Revenue);
        await bench.Chain.MineAsync(4);
        process = bench.Start(NewSigners(newKey, next));

        var held = await process.RunAsync("m-2");
        var wrong = await process.Rotations.AcceptAsync(next, "lost", "admin", Cancellation);
        var accepted = await process.Rotations.AcceptAsync(old, "its key is lost", "admin", Cancellation);
        var again = await process.Rotations.AcceptAsync(old, "its key is lost", "admin", Cancellation);
        var run = await process.RunAsync("m-2");
        var busy = await process.Rotations.AcceptAsync(old, "its key is lost", "admin", Cancellation);
        var settled = await SettleAsync(bench, process, "m-2");

        Assert.Equal($"No wallet keeps {old} from beginning.", Assert.IsType<AcceptanceResult.Conflict>(first).Detail);
        Assert.Equal(ReasonCode.RotationIncomplete, held.Outcome);
        Assert.Equal($"The wallet before {next} is {old}, not {next}.", Assert.IsType<AcceptanceResult.Conflict>(wrong).Detail);
        Assert.StartsWith($"Wallet {old} is left as it is. It holds ", Assert.IsType<AcceptanceResult.Accepted>(accepted).Detail, StringComparison.Ordinal);
        Assert.Equal($"Wallet {old} is left already.", Assert.IsType<AcceptanceResult.Accepted>(again).Detail);
        Assert.Equal(ReasonCode.Ordered, run.Outcome);
        Assert.IsType<AcceptanceResult.Conflict>(busy);
        Assert.Equal((JobStatus.Completed, next), (settled.Order.Status, settled.Order.Wallet));
        var audit = Assert.Single(await bench.AuditsAsync(), each => each.Action == AuditAction.RotationAccepted);
        Assert.Equal(("admin", "its key is lost", $"{old}", accepted.Detail), (audit.Who, audit.Reason, audit.Subject, audit.Detail));
        Assert.Null((await process.Book.ReadStateAsync(Cancellation)).LeftWallet);
        await bench.AssertVerifiedAsync(process);
    }

    /// <summary>Two versions in the vault: the one that the bench's wallet is of, and the next.</summary>
    private (Address Old, VaultKey OldKey, Address Next, VaultKey NewKey) Keys(EngineBench bench)
    {
        var oldKey = Vault.Keys.Create(Name, privateKey: Convert.FromHexString(bench.Contracts.Wallet.PrivateKey[2..]));
        var newKey = Vault.Keys.Create(Name);
        return (bench.Contracts.Wallet.Address, oldKey, AddressOf(newKey), newKey);
    }

    private static async Task<OrderRecord> SettleAsync(EngineBench bench, EngineProcess process, string id)
    {
        for (var tick = 0; tick < 30 && !(await process.FindAsync(id)).Order.IsEnded; tick++)
        {
            await bench.Chain.MineAsync(2);
            await process.AdvanceAsync();
        }

        await bench.Chain.MineAsync(4);
        return await process.FindAsync(id);
    }

    private static Address AddressOf(VaultKey key)
    {
        var point = key.Pair.ExportParameters(includePrivateParameters: false).Q;
        return Address.FromPublicKey([.. Padded(point.X!), .. Padded(point.Y!)]);
    }

    private static byte[] Padded(byte[] number) => [.. new byte[32 - number.Length], .. number];
}
