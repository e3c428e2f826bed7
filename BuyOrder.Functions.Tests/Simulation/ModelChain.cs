using System.Numerics;
using BuyOrder.Ethereum;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>One chain: the canonical head, what a block does, how blocks are undone. Blocks deep enough are final and never undone.</summary>
internal sealed class ModelChain
{
    public const long FinalDepth = 4;
    public const long BlockSeconds = 12;
    public const long ChainId = 31337;

    private int salt;

    public ModelChain(long time)
    {
        var state = new ModelState
        {
            NativeWei = BigInteger.Pow(10, 21),
            Stablecoin = 1_000_000 * Unit,
            ReserveStablecoin = 50_000_000 * Unit,
            ReserveToken = 1_000_000 * Unit,
        };
        Head = new ModelBlock(0, NextHash(0), null, time, CalmBaseFeeWei, state, []);
    }

    public static BigInteger Unit { get; } = BigInteger.Pow(10, 18);

    public static BigInteger CalmBaseFeeWei { get; } = 8_000_000_000;

    public ModelBlock Head { get; private set; }

    public BigInteger BaseFeeWei { get; set; } = CalmBaseFeeWei;

    /// <summary>What others do to the pool in the next block.</summary>
    public Func<ModelState, ModelState>? Market { get; set; }

    public long HighestFinal { get; private set; }

    /// <summary>Puts whatever the pool has and the base fee allows on top.</summary>
    public void Mine(ModelPool? pool, long seconds = BlockSeconds)
    {
        var time = Head.Time + seconds;
        var state = Market?.Invoke(Head.State) ?? Head.State;
        Market = null;
        var mined = new List<MinedTransaction>();
        while (pool?.At(state.Nonce) is { } next && next.Content.MaxFeePerGas >= BaseFeeWei)
        {
            (state, var done) = Include(next, state, time, mined.Count);
            mined.Add(done);
        }

        Head = new ModelBlock(Head.Number + 1, NextHash(Head.Number + 1), Head, time, BaseFeeWei, state, mined);
        HighestFinal = Math.Max(HighestFinal, Head.Number - FinalDepth);
    }

    /// <summary>Undoes the newest blocks, not the final ones; gives back what was in them.</summary>
    public IReadOnlyList<ModelTransaction> Undo(int depth)
    {
        var undone = new List<ModelTransaction>();
        for (; depth > 0 && Head.Number > HighestFinal && Head.Parent is { } parent; depth--)
        {
            undone.InsertRange(0, Head.Transactions.Select(mined => mined.Transaction));
            Head = parent;
        }

        return undone;
    }

    public IEnumerable<MinedTransaction> Purchases =>
        Head.BackToFirst().SelectMany(block => block.Transactions).Where(mined => mined.IsPurchase);

    private (ModelState State, MinedTransaction Mined) Include(ModelTransaction transaction, ModelState state, long time, int index)
    {
        var content = transaction.Content;
        var (after, gas, spent, received, revert) = ModelContracts.Run(content.To, content.Data.Span, state, time);
        var outOfGas = gas > (long)content.GasLimit;
        gas = outOfGas ? (long)content.GasLimit : gas;
        var price = BigInteger.Min(content.MaxFeePerGas, BaseFeeWei + content.MaxPriorityFeePerGas);
        var succeeded = revert is null && !outOfGas;
        var next = (succeeded ? after : state) with { Nonce = state.Nonce + 1, NativeWei = state.NativeWei - gas * price - content.Value };
        return (next, new MinedTransaction(transaction, index, succeeded, gas, price, succeeded ? spent : 0, succeeded ? received : 0));
    }

    private Hash256 NextHash(long number) => Keccak256.Compute(System.Text.Encoding.ASCII.GetBytes($"block {number}, {++salt}"));
}
