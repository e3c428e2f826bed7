using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Tests.Domain.Orders;

/// <summary>Orders, attempts and chain facts to start a test from.</summary>
internal static class OrderExamples
{
    public static readonly Address Wallet = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static readonly EngineLimits Limits = new();

    private static readonly BigInteger FeeCap = 100_000_000_000;

    private static readonly Hash256 BlockHash = Hash256.Parse("0x" + new string('b', 64));

    public static JobStep Decide(
        Order order, IReadOnlyList<Attempt> attempts, TransactionFacts? chain = null, bool paused = false, DateTimeOffset? now = null) =>
        JobDecision.Decide(new JobQuestion(order, attempts, chain ?? OnChain(), paused, now ?? Noon, Limits) { FeeCapWei = FeeCap });

    /// <summary>An order whose swap the nodes were given.</summary>
    public static Order Sent() => Reserved().Prepared().Broadcast();

    public static Order Reserved(string id = "m-1") => new()
    {
        Id = id,
        Trigger = OrderTrigger.Manual,
        RequestedBy = "operator",
        CreatedAt = Noon,
        RevenueBase = new Zar(100_000_00),
        Allocation = new Zar(10_000_00),
        Spend = new Zar(10_000_00),
        SpendUnits = BigInteger.Parse("10000000000000000000000", CultureInfo.InvariantCulture),
        RateBps = 1_000,
        ParametersVersion = 1,
        LedgerRoot = new string('a', 64),
        RevenueTotal = new Zar(100_000_00),
        CutOff = [12, 0, 7],
        Quote = new OrderQuote("uniswap-v2", 199, Price.Parse("50.15"), Price.Parse("50.00"), 31, 30, 40),
        Wallet = Wallet,
        KeyId = "key/1",
        Recipient = Address.Parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
        Status = JobStatus.Pending,
        Phase = JobPhase.Reserved,
    };

    /// <summary>A wallet task that is taken on.</summary>
    public static WalletTask Sweep { get; } = new()
    {
        Id = "w-1",
        RequestedBy = "operator",
        Why = "a try",
        CreatedAt = Noon,
        Action = new TaskAction.Sweep(100, null, Address.Parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC")),
        Stablecoin = Address.Parse("0x90F79bf6EB2c4f870365E785982E1f101E93b906"),
        Wallet = Wallet,
        KeyId = "key/1",
        Status = JobStatus.Pending,
        Phase = JobPhase.Reserved,
    };

    public static Attempt Attempt(AttemptKind kind, long nonce, int number = 1, AttemptState state = AttemptState.Stored) => new()
    {
        Number = number,
        Retry = 0,
        Kind = kind,
        State = state,
        Nonce = nonce,
        TransactionHash = Hash(number),
        SignedBytes = new byte[] { 2, (byte)number },
        MaxFeePerGasWei = 2_000_000_000,
        MaxPriorityFeePerGasWei = 1_000_000_000,
        GasLimit = 200_000,
        MinimumOut = kind == AttemptKind.Swap ? 197 : 0,
        Deadline = kind == AttemptKind.Swap ? Noon.AddMinutes(20) : null,
        CreatedAt = Noon,
        SentAtBlock = state == AttemptState.Stored ? null : 100,
    };

    public static Hash256 Hash(int number) => Hash256.Parse("0x" + number.ToString("x64", CultureInfo.InvariantCulture));

    public static TransactionFacts OnChain(params ReceiptFacts[] receipts) => new()
    {
        Head = 100,
        HeadTime = Noon,
        NonceAtHead = 5,
        NonceAtFinal = 5,
        Receipts = receipts.ToDictionary(receipt => receipt.TransactionHash),
        KnownEverywhere = new HashSet<Hash256>(),
    };

    /// <summary>So much later that whatever was sent at noon and is not mined is to be replaced.</summary>
    public static TransactionFacts Late(this TransactionFacts chain) =>
        chain with { Head = 100 + Limits.BumpAfterBlocks, HeadTime = Noon + Limits.BumpInterval };

    /// <summary>This many attempts: allowances at a nonce each, all of them mined, and at the end a swap at nonce 100, which is not.</summary>
    public static (IReadOnlyList<Attempt> Attempts, TransactionFacts Chain) LongTry(int attempts)
    {
        var allowances = Enumerable.Range(1, attempts - 1).Select(number => Attempt(AttemptKind.Approve, nonce: number, number, AttemptState.Sent)).ToList();
        var mined = OnChain([.. allowances.Select(allowance => Receipt(allowance.Number))]) with { NonceAtHead = 100 };
        return ([.. allowances, Attempt(AttemptKind.Swap, nonce: 100, attempts, AttemptState.Sent)], mined);
    }

    public static ReceiptFacts Receipt(int attempt, bool succeeded = true, bool final = false) =>
        new(Hash(attempt), 99, BlockHash, succeeded, 42_000, final, succeeded ? Purchase(Reserved(), attempt) : null);

    public static Purchase Purchase(Order order, int attempt = 1) => new(Hash(attempt), 99, BlockHash, order.SpendUnits, 199);
}
