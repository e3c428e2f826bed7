using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Orders.Prices;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Orders;

namespace BuyOrder.Functions.Tests.Orders.Prices;

/// <summary>Price feeds on a bench's chain, and what their maker has them say.</summary>
internal sealed class Feeds(EngineBench bench, NodeTools tools)
{
    public const int Decimals = 8;

    /// <summary>How long an answer counts.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    private static readonly BigInteger Unit = BigInteger.Pow(10, Decimals);

    private EngineChain Chain => bench.Chain;

    /// <summary>A contract that says nothing yet.</summary>
    public async Task<Address> CreateAsync(int decimals = Decimals)
    {
        var hash = await Chain.Sender.CreateAsync(await Chain.Sender.MakerAsync(), ContractFile.Own(tools, "PriceFeed"), (byte)decimals);
        await Chain.MineAsync();
        return await Chain.CreatedAsync(hash);
    }

    /// <summary>A source of that name over a contract that says this many hundredths now.</summary>
    public async Task<FeedSource> SourceAsync(string name, long hundredths, string? hop = null, Address? sequencer = null, bool isInverted = false)
    {
        var address = await CreateAsync();
        await SayAsync(address, hundredths);
        return new FeedSource(name, address, hop, Decimals, MaxAge, sequencer, isInverted);
    }

    /// <summary>It answers this many hundredths as of a moment before now.</summary>
    public Task SayAsync(Address feed, long hundredths, TimeSpan age = default) => SayAsync(feed, hundredths * Unit / 100, age);

    public Task SayAsync(Address feed, BigInteger answer, TimeSpan age = default)
    {
        var at = new BigInteger((bench.Clock.GetUtcNow() - age).ToUnixTimeSeconds());
        return SetAsync(feed, "setRound", new BigInteger(7), answer, at, at, new BigInteger(7));
    }

    /// <summary>Its maker calls it; it is so from the next block on, which is mined.</summary>
    public async Task SetAsync(Address feed, string function, params object[] arguments)
    {
        var contract = Chain.Contract("PriceFeed", feed);
        await Chain.Sender.SendAsync(await Chain.Sender.MakerAsync(), feed, contract.GetFunction(function).GetData(arguments));
        await Chain.MineAsync();
    }
}
