using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Contracts whose code is elsewhere than at their address, and what was pinned of them before that was looked at.</summary>
public sealed class ProxyPinTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Slots => new()
    {
        { "eip1967.implementation", "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc" },
        { "eip1822.proxiable", "0xc5f16f0fcc639fa48a6947836d9850f504798523bf8c9a3a87d5876cf622bcf7" },
        { "zeppelinos.implementation", "0x7050c9e0f4ca769c69bd3a8ef740bc37934f8e2c036e5a723fd8ee048ed3f8c3" },
    };

    [Theory]
    [MemberData(nameof(Slots))]
    public async Task Stablecoin_behind_a_proxy_is_paid_with_until_its_implementation_is_another(string kind, string slot)
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var (tokens, tools) = (new OddTokens(bench.Chain), await servers.ToolsAsync());
        await tokens.StoreAsync(bench.Contracts.Zar, Hash256.Parse(slot), await tokens.CreateAsync(tools, "ZarStablecoin"));
        await tokens.BecomeAsync(tools, bench.Contracts.Zar, "OddProxy");
        var process = bench.Start();

        await process.RunAsync("m-1");
        var ended = await bench.SettleAsync("m-1");
        var pinned = (await process.Book.ReadStateAsync(Cancellation)).Contracts;
        await tokens.StoreAsync(bench.Contracts.Zar, Hash256.Parse(slot), await tokens.CreateAsync(tools, "ZarStablecoin"));
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        var changed = await process.RunAsync("m-2");

        Assert.Equal(JobStatus.Completed, ended.Order.Status);
        Assert.Contains($"{bench.Contracts.Zar}#{kind}=0x", pinned, StringComparison.Ordinal);
        Assert.Contains($"{bench.Contracts.Azr}#{kind}=0 ", pinned, StringComparison.Ordinal);
        Assert.Equal(ReasonCode.ContractChanged, changed.Outcome);
        Assert.Contains($"The code at {bench.Contracts.Zar} is not what was accepted", changed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stablecoin_behind_a_beacon_is_paid_with_until_the_beacon_names_another_implementation()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var (tokens, tools) = (new OddTokens(bench.Chain), await servers.ToolsAsync());
        var (beacon, _) = await tokens.PutBehindBeaconAsync(tools, bench.Contracts.Zar);
        var process = bench.Start();

        await process.RunAsync("m-1");
        var ended = await bench.SettleAsync("m-1");
        await tokens.NameAsync(beacon, await tokens.CreateAsync(tools, "ZarStablecoin"));
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        var changed = await process.RunAsync("m-2");
        await process.Contracts.AcceptAsync("operator", "looked at it", Cancellation);
        var accepted = await process.RunAsync("m-2");

        Assert.Equal(JobStatus.Completed, ended.Order.Status);
        Assert.Equal(ReasonCode.ContractChanged, changed.Outcome);
        Assert.Equal(ReasonCode.Ordered, accepted.Outcome);
    }

    [Fact]
    public async Task Another_beacon_is_a_change_and_what_it_names_is_pinned_once_it_is_accepted()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var (tokens, tools) = (new OddTokens(bench.Chain), await servers.ToolsAsync());
        var (_, implementation) = await tokens.PutBehindBeaconAsync(tools, bench.Contracts.Zar);
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.SettleAsync("m-1");
        var pinned = (await process.Book.ReadStateAsync(Cancellation)).Contracts;

        await tokens.PutBehindBeaconAsync(tools, bench.Contracts.Zar);
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        var changed = await process.RunAsync("m-2");
        await process.Contracts.AcceptAsync("operator", "looked at it", Cancellation);

        Assert.Equal(ReasonCode.ContractChanged, changed.Outcome);
        Assert.Contains($"{bench.Contracts.Zar}#beacon.implementation={implementation} ", pinned, StringComparison.Ordinal);
        Assert.DoesNotContain($"#beacon.implementation={implementation} ", (await process.Book.ReadStateAsync(Cancellation)).Contracts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_of_a_beacons_implementation_that_becomes_another_at_the_same_address_is_a_change()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var (tokens, tools) = (new OddTokens(bench.Chain), await servers.ToolsAsync());
        var (_, implementation) = await tokens.PutBehindBeaconAsync(tools, bench.Contracts.Zar);
        var process = bench.Start();
        await process.RunAsync("m-1");

        await bench.Chain.ChangeCodeAsync(implementation);
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();

        Assert.Equal(ReasonCode.ContractChanged, (await process.FindAsync("m-1")).Order.Hold?.Reason);
    }

    [Fact]
    public async Task Pins_of_a_time_that_knew_codes_alone_are_no_change_and_become_whole_with_the_next_order()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.EditStateAsync(state => state with { Contracts = CodesAlone(state.Contracts!) });

        var ended = await bench.SettleAsync("m-1");
        var before = await process.Book.ReadStateAsync(Cancellation);
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        var next = await bench.Start().RunAsync("m-2");
        var after = await process.Book.ReadStateAsync(Cancellation);

        Assert.Equal(JobStatus.Completed, ended.Order.Status);
        Assert.DoesNotContain('#', before.Contracts!);
        Assert.Equal(ReasonCode.Ordered, next.Outcome);
        Assert.Contains($"{bench.Contracts.Zar}#eip1967.implementation=0 ", after.Contracts, StringComparison.Ordinal);
        Assert.Equal(CodesAlone(after.Contracts!), before.Contracts);
        var audit = Assert.Single(await bench.AuditsAsync(), each => each.Action == AuditAction.ContractsPinned);
        Assert.Equal((AuditAction.ContractsPinned, AuditRecord.Service), (audit.Action, audit.Who));
    }

    [Fact]
    public async Task Contract_that_was_pinned_without_its_marks_and_whose_code_is_another_is_a_change()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.EditStateAsync(state => state with { Contracts = CodesAlone(state.Contracts!) });

        await bench.Chain.ChangeCodeAsync(bench.Contracts.Router);
        await bench.Chain.MineAsync();
        await bench.Start().AdvanceAsync();

        Assert.Equal(ReasonCode.ContractChanged, (await process.FindAsync("m-1")).Order.Hold?.Reason);
    }

    private static string CodesAlone(string pins) => string.Join(' ', pins.Split(' ').Where(pin => !pin.Contains('#', StringComparison.Ordinal)));
}
