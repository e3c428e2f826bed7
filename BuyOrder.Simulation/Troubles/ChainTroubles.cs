using System.Numerics;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Troubles;

/// <summary>What goes on on the chain: blocks, and everything that other people and the network do there.</summary>
internal sealed class ChainTroubles(Swarm swarm, Random random, ModelChain chain, IReadOnlyList<ModelNode> nodes, ModelClock clock, Coverage coverage)
{
    private readonly List<ModelTransaction> stolen = [];
    private bool overtakes = swarm.Overtaken;

    /// <summary>Another holder of the wallet's key has signed with it.</summary>
    public bool KeyWasStolen => stolen.Count > 0;

    public Action<string>? Tell { get; init; }

    /// <summary>Looks at each new head.</summary>
    public required Action Look { get; init; }

    public IEnumerable<Action> All()
    {
        if (swarm.Reorgs)
            yield return Reorg;
        if (swarm.Drops)
        {
            yield return Starve;
            yield return EmptyPools;
        }

        if (swarm.FeeSpikes)
            yield return Spike;
        if (swarm.PriceMoves)
            yield return MovePrice;
        if (swarm.MarketFails)
        {
            yield return Drain;
            yield return Freeze;
        }

        if (swarm.Shortages)
            yield return Shorten;
        if (swarm.Permits)
            yield return Permit;
        if (swarm.Stranger)
            yield return Steal;
        if (swarm.ApprovalsIgnored)
            yield return IgnoreApprovals;
        if (swarm.OddToken)
            yield return TurnOdd;
    }

    /// <summary>What was there before the service came, deep enough that nothing undoes it.</summary>
    public void Begin()
    {
        if (!swarm.OddStablecoin)
            return;
        coverage.Count(Happening.AllowanceLeftOver);
        chain.Others = state => state.WithEach(account => account with { Allowance = 7, OldAllowance = 1_000 * ModelChain.Unit }) with
        {
            NeedsZeroFirst = true,
        };
        for (var block = 0; block <= ModelChain.FinalDepth; block++)
            Mine(empty: true);
    }

    public void Mine(bool empty = false)
    {
        clock.Advance(TimeSpan.FromSeconds(ModelChain.BlockSeconds));
        var pool = empty ? null : nodes[random.Next(nodes.Count)].Pool;
        var undo = overtakes && pool is not null && HasSwap(pool) ? Overtake() : null;
        chain.Mine(pool);
        Tell?.Invoke($"block with {string.Join(' ', chain.Head.Transactions.Select(mined => $"{mined.Transaction.Hash.ToString()[..10]} {(mined.Succeeded ? "ok" : "reverted")}"))}");
        Look();
        Follow();
        if (undo is not null)
            chain.Others = undo;
    }

    public void Follow()
    {
        foreach (var node in nodes)
            node.Follow(chain.Head);
    }

    public void Pass(TimeSpan time, bool onChainToo)
    {
        clock.Advance(time);
        foreach (var node in nodes)
            node.IndexIsBehind = false;
        Tell?.Invoke($"{time} pass{(onChainToo ? " on the chain too" : "")}");
        if (onChainToo)
            chain.Mine(null);
        Follow();
    }

    /// <summary>Fees, prices and balances are as they were meant to be.</summary>
    public void Calm()
    {
        chain.BaseFeeWei = ModelChain.CalmBaseFeeWei;
        overtakes = false;
        chain.Others = state => ModelChain.Balanced(state with { IsFrozen = false, IgnoresApprovals = false, FeeBps = 0, ShortBps = 0 }).WithEach(account => account with
        {
            Stablecoin = 1_000_000 * ModelChain.Unit,
            NativeWei = ModelChain.Native,
        });
        Mine();

        // What was undone of a stranger's is sent again, lest it leave a nonce that is never used.
        foreach (var transaction in stolen)
        {
            foreach (var node in nodes)
                node.Hear(transaction);
        }
    }

    /// <summary>Another holder of the key uses its next nonce.</summary>
    public void Steal()
    {
        coverage.Count(Happening.NonceStolen);
        var wallet = random.Next(4) == 0 ? 1 : 0;
        var nonce = (ulong)chain.Head.State.Accounts[wallet].Nonce;
        Tell?.Invoke($"a stranger takes nonce {nonce}");
        var theirs = new FeeMarketTransaction
        {
            ChainId = (ulong)ModelChain.ChainId,
            Nonce = nonce,
            MaxFeePerGas = 10 * chain.BaseFeeWei,
            MaxPriorityFeePerGas = 1,
            GasLimit = 21_000,
            To = ModelContracts.Treasury,
            Value = BigInteger.One,
        };
        stolen.Add(new ModelTransaction(ModelTransaction.HashOf($"0xstranger{stolen.Count}"), theirs, wallet, ReadOnlyMemory<byte>.Empty));
        var pool = new ModelPool();
        pool.Offer(stolen[^1], chain.Head.State);
        chain.Mine(pool);
        Look();
        Follow();
    }

    /// <summary>All bytes that were ever stored are given to the nodes once more.</summary>
    public void TryAgain(IEnumerable<Attempt> attempts)
    {
        foreach (var attempt in attempts.OrderBy(attempt => attempt.Nonce))
        {
            var transaction = ModelTransaction.Of(attempt.SignedBytes);
            foreach (var node in nodes)
                node.Hear(transaction);
        }

        for (var block = 0; block < 3; block++)
            Mine();
    }

    private static bool HasSwap(ModelPool pool) =>
        pool.Any(transaction => UniswapV2.Swap.Selector.Begins(transaction.Content.Data.Span) || UniswapV3.Multicall.Selector.Begins(transaction.Content.Data.Span));

    /// <summary>Another trader buys just before us, so that we would get less than our minimum, and sells in the block after.</summary>
    private Func<ModelState, ModelState>? Overtake()
    {
        if (random.Next(4) == 0)
            return null;
        coverage.Count(Happening.SwapOvertaken);
        chain.Others = state => state with { ReserveToken = state.ReserveToken * 94 / 100, V3 = state.V3 with { Token = state.V3.Token * 94 / 100 } };
        return ModelChain.Balanced;
    }

    private void Reorg()
    {
        var depth = random.Next(1, (int)ModelChain.FinalDepth + 1);
        var undone = chain.Undo(depth);
        coverage.Count(undone.Count > 0 ? Happening.ReorgOfTransaction : Happening.Reorg);
        if (chain.Head.Number == chain.HighestFinal)
            coverage.Count(Happening.ReorgToFinality);
        Tell?.Invoke($"reorg of {depth}: {string.Join(' ', undone.Select(transaction => transaction.Hash.ToString()[..10]))}");
        var vanish = random.Next(2) == 0;
        for (var block = random.Next(depth + 2); block > 0; block--)
            chain.Mine(null);
        Follow();
        foreach (var transaction in undone)
        {
            foreach (var node in nodes)
            {
                if (!vanish && random.Next(4) > 0)
                    node.Hear(transaction);
            }
        }
    }

    private void Starve()
    {
        coverage.Count(Happening.BlocksWithoutUs);
        for (var blocks = random.Next(30); blocks > 0; blocks--)
            Mine(empty: true);
    }

    private void EmptyPools()
    {
        coverage.Count(Happening.PoolsEmptied);
        Tell?.Invoke("pools are emptied");
        foreach (var node in nodes)
        {
            if (random.Next(4) > 0)
                node.Pool.Clear();
        }
    }

    private void Spike()
    {
        var times = random.Next(1, 20);
        if (times > 12)
            coverage.Count(Happening.FeeAboveCap);
        chain.BaseFeeWei = ModelChain.CalmBaseFeeWei * times;
        Tell?.Invoke($"base fee {chain.BaseFeeWei}");
    }

    private void MovePrice()
    {
        coverage.Count(Happening.PriceMoved);
        var percent = random.Next(95, 106);
        Tell?.Invoke($"price to {percent} %");
        chain.Others = state => ModelChain.Balanced(state) with { ReserveToken = ModelChain.Balanced(state).ReserveToken * 100 / percent };
    }

    private void Drain()
    {
        coverage.Count(Happening.PoolDrained);
        var left = random.Next(3) switch { 0 => BigInteger.Zero, 1 => 1_000 * ModelChain.Unit, _ => 50_000_000 * ModelChain.Unit };
        Tell?.Invoke($"the pool is left with {left}");
        chain.Others = state => state with { ReserveStablecoin = left, ReserveToken = left / 50 };
    }

    private void Freeze()
    {
        coverage.Count(Happening.StablecoinFrozen);
        var isFrozen = !chain.Head.State.IsFrozen;
        Tell?.Invoke($"the stablecoin is {(isFrozen ? "frozen" : "free")}");
        chain.Others = state => state with { IsFrozen = isFrozen };
    }

    private void Shorten()
    {
        var native = random.Next(2) == 0;
        coverage.Count(native ? Happening.NativeShort : Happening.StablecoinShort);
        var left = random.Next(2) == 0 ? BigInteger.Zero : native ? ModelChain.Native : 1_000_000 * ModelChain.Unit;
        Tell?.Invoke($"the wallet is left with {left} {(native ? "wei" : "of the stablecoin")}");
        chain.Others = state => state.WithEach(account => native ? account with { NativeWei = left } : account with { Stablecoin = left });
    }

    private void Permit()
    {
        coverage.Count(Happening.AllowanceChanged);
        Tell?.Invoke("the allowance is changed without a transaction of the wallet");
        chain.Others = state => state.WithEach(account => account with { Allowance = random.Next(2) });
    }

    private void IgnoreApprovals()
    {
        coverage.Count(Happening.ApprovalIgnored);
        var ignores = !chain.Head.State.IgnoresApprovals;
        Tell?.Invoke($"approvals have {(ignores ? "no effect" : "their effect")}");
        chain.Others = state => state with { IgnoresApprovals = ignores };
    }

    /// <summary>By so little that a purchase may still pass, or by so much that none may.</summary>
    private void TurnOdd()
    {
        var (fee, shortage) = random.Next(2) == 0 ? (random.Next(2) == 0 ? 30 : 500, 0) : (0, random.Next(2) == 0 ? 20 : 400);
        coverage.Count(fee > 0 ? Happening.TokenKeepsFee : Happening.TokenFallsShort);
        Tell?.Invoke($"the token keeps {fee} and falls short by {shortage} ten-thousandths");
        chain.Others = state => state with { FeeBps = fee, ShortBps = shortage };
    }
}
