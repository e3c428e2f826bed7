using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Tests.Orders.Signing;
using BuyOrder.Orders.Market;

namespace BuyOrder.Functions.Tests.Orders.Market;

public sealed class SwapReceiptTests
{
    private static readonly Address Stablecoin = Permitted.Filled(0x22);
    private static readonly Address Hop = Permitted.Filled(0x55);
    private static readonly Address Azr = Permitted.Filled(0x11);
    private static readonly Address Wallet = Permitted.Filled(0xaa);
    private static readonly Address Treasury = Permitted.Filled(0x44);
    private static readonly Address PoolA = Permitted.Filled(0x01);
    private static readonly Address PoolB = Permitted.Filled(0x02);
    private static readonly Address Stranger = Permitted.Filled(0x66);

    private static readonly LogEntry Paid = Transfer(Stablecoin, Wallet, PoolA, 1_000);
    private static readonly LogEntry Bought = Transfer(Azr, PoolA, Treasury, 20);

    [Fact]
    public void Receipt_tells_a_purchase_from_one_pool() =>
        Assert.Equal(new PurchaseReading(1_000, 20), Read([Stablecoin, Azr], Paid, Bought));

    [Fact]
    public void Receipt_tells_a_purchase_over_a_hop() =>
        Assert.Equal(
            new PurchaseReading(1_000, 20),
            Read([Stablecoin, Hop, Azr], Paid, Transfer(Hop, PoolA, PoolB, 50), Transfer(Azr, PoolB, Treasury, 20)));

    [Fact]
    public void Receipt_with_events_of_others_around_still_tells_the_purchase() =>
        Assert.Equal(
            new PurchaseReading(1_000, 20),
            Read([Stablecoin, Azr], Transfer(Hop, Stranger, PoolB, 7), Paid, Transfer(Azr, PoolB, Stranger, 5), Bought, Nonsense()));

    public static TheoryData<string> Others => [.. Cases.Keys];

    private static readonly Dictionary<string, LogEntry[]> Cases = new()
    {
        ["no events"] = [],
        ["nothing bought"] = [Paid],
        ["nothing paid"] = [Bought],
        ["paid in another token"] = [Transfer(Hop, Wallet, PoolA, 1_000), Bought],
        ["paid by another wallet"] = [Transfer(Stablecoin, Stranger, PoolA, 1_000), Bought],
        ["bought for another"] = [Paid, Transfer(Azr, PoolA, Stranger, 20)],
        ["bought for the wallet"] = [Paid, Transfer(Azr, PoolA, Wallet, 20)],
        ["bought another token"] = [Paid, Transfer(Hop, PoolA, Treasury, 20)],
        ["bought from a pool that was not paid"] = [Paid, Transfer(Azr, PoolB, Treasury, 20)],
        ["bought and taken away again"] = [Paid, Bought, Transfer(Azr, Treasury, Stranger, 20)],
        ["paid and given back"] = [Paid, Transfer(Stablecoin, PoolA, Wallet, 1_000), Bought],
        ["bought nothing"] = [Paid, Transfer(Azr, PoolA, Treasury, 0)],
        ["event taken back"] = [Paid, Bought with { Removed = true }],
        ["event of a contract that only claims to be the token"] = [Paid, Bought with { Address = Stranger }],
    };

    public static TheoryData<string, int, int> OddPurchases =>
        [.. Odd.Select(odd => new TheoryDataRow<string, int, int>(odd.Key, odd.Value.Spent, odd.Value.Received))];

    /// <summary>What tokens do on the way changes the amounts, and not what it was.</summary>
    private static readonly Dictionary<string, (int Spent, int Received, LogEntry[] Logs)> Odd = new()
    {
        ["paid twice"] = (2_000, 20, [Paid, Paid, Bought]),
        ["fee of the stablecoin"] = (1_000, 20, [Transfer(Stablecoin, Wallet, PoolA, 990), Transfer(Stablecoin, Wallet, Stranger, 10), Bought]),
        ["fee of the token"] = (1_000, 19, [Paid, Transfer(Azr, PoolA, Treasury, 19), Transfer(Azr, PoolA, Stranger, 1)]),
        ["burn of the token"] = (1_000, 19, [Paid, Transfer(Azr, PoolA, Address.Zero, 1), Transfer(Azr, PoolA, Treasury, 19)]),
        ["fee taken from the recipient"] = (1_000, 19, [Paid, Bought, Transfer(Azr, Treasury, Stranger, 1)]),
        ["tokens on a way round"] = (1_000, 19, [Paid, Transfer(Azr, PoolA, Azr, 20), Transfer(Azr, Azr, Treasury, 19)]),
        ["change given back"] = (999, 20, [Paid, Transfer(Stablecoin, PoolA, Wallet, 1), Bought]),
        ["bought in two parts"] = (1_000, 20, [Paid, Transfer(Azr, PoolA, Treasury, 10), Transfer(Azr, PoolA, Treasury, 10)]),
    };

    [Theory]
    [MemberData(nameof(OddPurchases))]
    public void Receipt_tells_what_was_left_of_a_purchase_that_tokens_took_a_part_of(string name, int spent, int received) =>
        Assert.Equal(new PurchaseReading(spent, received), Read([Stablecoin, Azr], Odd[name].Logs));

    [Theory]
    [MemberData(nameof(Others))]
    public void Receipt_that_shows_anything_else_is_no_purchase(string name) => Assert.Null(Read([Stablecoin, Azr], Cases[name]));

    [Fact]
    public void Receipt_of_a_revert_is_no_purchase() =>
        Assert.Null(SwapReceipt.Read(Receipt(Paid, Bought) with { Succeeded = false }, [Stablecoin, Azr], Wallet, Treasury));

    private static PurchaseReading? Read(Address[] path, params LogEntry[] logs) => SwapReceipt.Read(Receipt(logs), path, Wallet, Treasury);

    private static TransactionReceipt Receipt(params LogEntry[] logs) => new()
    {
        TransactionHash = Hash256.Zero,
        Succeeded = true,
        BlockNumber = 1,
        BlockHash = Hash256.Zero,
        TransactionIndex = 0,
        From = Wallet,
        To = Stranger,
        ContractAddress = null,
        GasUsed = 100_000,
        EffectiveGasPrice = 1,
        Logs = logs,
    };

    private static LogEntry Transfer(Address token, Address from, Address to, BigInteger amount) => new()
    {
        Address = token,
        Topics = [Erc20.Transfer.Topic, Word(new BigInteger(from.ToArray(), true, true)), Word(new BigInteger(to.ToArray(), true, true))],
        Data = Word(amount).ToArray(),
        BlockNumber = 1,
        BlockHash = Hash256.Zero,
        TransactionHash = Hash256.Zero,
        LogIndex = 0,
    };

    /// <summary>A Transfer as NFTs write it: the amount stands in a topic.</summary>
    private static LogEntry Nonsense() =>
        Transfer(Azr, Stranger, PoolA, 1) with { Topics = [Erc20.Transfer.Topic, Word(1), Word(2), Word(3)], Data = default };

    private static Hash256 Word(BigInteger value)
    {
        var word = new byte[32];
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(word, word.Length - bytes.Length);
        return new Hash256(word);
    }
}
