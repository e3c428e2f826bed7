using System.Collections.Immutable;
using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Testing.Model;

/// <summary>One chain: the canonical head, what a block does, how blocks are undone. Blocks deep enough are final and never undone.</summary>
internal sealed class ModelChain
{
    public const long FinalDepth = 4;
    public const long BlockSeconds = 12;
    public const long ChainId = 31337;

    private int salt;

    private readonly TimeProvider clock;

    /// <param name="clock">The world's time.</param>
    /// <param name="feeds">Price feeds that are there from the beginning.</param>
    /// <param name="v3">A pool of Uniswap v3; null: there is none.</param>
    public ModelChain(TimeProvider clock, IReadOnlyList<ModelFeed>? feeds = null, ModelV3Pool? v3 = null)
    {
        this.clock = clock;
        var account = new ModelAccount(0, Native, 1_000_000 * Unit, 0);
        var state = Balanced(new ModelState
        {
            Accounts = ImmutableArray.Create(account, account),
            ReserveStablecoin = 0,
            ReserveToken = 0,
            Feeds = [.. feeds ?? []],
            V3 = v3 ?? ModelV3Pool.None,
        });
        Head = new ModelBlock(0, NextHash(0), null, Now, CalmBaseFeeWei, state, []);
    }

    /// <summary>A chain that goes on from a head; blocks up to the highest final one are never undone.</summary>
    public ModelChain(TimeProvider clock, ModelBlock head, long highestFinal)
    {
        this.clock = clock;
        (Head, HighestFinal, BaseFeeWei) = (head, highestFinal, head.BaseFeeWei);
        salt = 1_000_000 + (int)head.Number;
    }

    public static BigInteger Unit { get; } = BigInteger.Pow(10, 18);

    public static BigInteger Native { get; } = BigInteger.Pow(10, 21);

    public static BigInteger CalmBaseFeeWei { get; } = 8_000_000_000;

    public ModelBlock Head { get; private set; }

    public BigInteger BaseFeeWei { get; set; } = CalmBaseFeeWei;

    /// <summary>What others do in the next block before any transaction of the wallet.</summary>
    public Func<ModelState, ModelState>? Others { get; set; }

    /// <summary>What goes on in each block, given its time, after what <see cref="Others"/> do: feeds are kept up to date.</summary>
    public Func<ModelState, long, ModelState> Keeper { get; set; } = (state, _) => state;

    public long HighestFinal { get; private set; }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    public IEnumerable<MinedTransaction> Purchases =>
        Head.Used().SelectMany(block => block.Transactions).Where(mined => mined.IsPurchase);

    public static ModelState Balanced(ModelState state) =>
        state with { ReserveStablecoin = 50_000_000 * Unit, ReserveToken = 1_000_000 * Unit, V3 = state.V3.Calm.IsZero ? state.V3 : ModelV3Pool.Of(state.V3.Calm) };

    /// <summary>Puts on top all that the pool has and the base fee allows.</summary>
    public void Mine(ModelPool? pool)
    {
        var time = Math.Max(Head.Time + 1, Now);
        var state = Keeper(Others?.Invoke(Head.State) ?? Head.State, time);
        Others = null;
        List<MinedTransaction> mined = [];
        for (var wallet = 0; pool is not null && wallet < state.Accounts.Length; wallet++)
        {
            while (pool.At(wallet, state.Accounts[wallet].Nonce) is { } next && next.Content.MaxFeePerGas >= BaseFeeWei)
            {
                (state, var done) = Include(next, state, time, mined.Count);
                mined.Add(done);
            }
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

    private (ModelState State, MinedTransaction Mined) Include(ModelTransaction transaction, ModelState state, long time, int index)
    {
        var content = transaction.Content;
        var done = ModelContracts.Run(transaction.Wallet, content.To, content.Data.Span, state, time);
        var gas = done.Gas;
        var outOfGas = gas > (long)content.GasLimit;
        gas = outOfGas ? (long)content.GasLimit : gas;
        var price = BigInteger.Min(content.MaxFeePerGas, BaseFeeWei + content.MaxPriorityFeePerGas);
        var succeeded = done.Revert is null && !outOfGas;
        var kept = succeeded ? done.State : state;
        var account = kept.Accounts[transaction.Wallet];
        var next = kept.With(transaction.Wallet, account with
        {
            Nonce = account.Nonce + 1,
            NativeWei = BigInteger.Max(0, account.NativeWei - gas * price - content.Value),
        });
        var mined = new MinedTransaction(transaction, index, succeeded, gas, price, 0, 0);
        return (next, succeeded ? mined with { Spent = done.Spent, Received = done.Received, Fee = done.Fee, Arrived = kept.Treasury - state.Treasury, Sent = done.Sent } : mined);
    }

    private Hash256 NextHash(long number)
    {
        Span<byte> content = stackalloc byte[12];
        BitConverter.TryWriteBytes(content, number);
        BitConverter.TryWriteBytes(content[8..], ++salt);
        return Keccak256.Compute(content);
    }
}
