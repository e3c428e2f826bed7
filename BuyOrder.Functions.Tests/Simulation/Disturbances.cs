using System.Numerics;
using BuyOrder.Ethereum.Transactions;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>What goes on outside of the app: blocks, and everything that chain, nodes, market and clock do to it.</summary>
internal sealed class Disturbances(
    Swarm swarm, Random random, ModelChain chain, IReadOnlyList<ModelNode> nodes, FakeTimeProvider clock, Action<string> tell)
{
    /// <summary>Somebody else has signed with the wallet's key.</summary>
    public bool KeyWasStolen { get; private set; }

    public void Next()
    {
        switch (random.Next(22))
        {
            case 0 when swarm.Reorgs:
                Reorg();
                break;
            case 1 when swarm.Drops:
                Drop();
                break;
            case 2 or 3 when swarm.Lag:
                Lag();
                break;
            case 4 when swarm.FeeSpikes:
                chain.BaseFeeWei = ModelChain.CalmBaseFeeWei * random.Next(1, 20);
                tell($"base fee {chain.BaseFeeWei}");
                break;
            case 5 when swarm.PriceMoves:
                MovePrice();
                break;
            case 6 when swarm.ClockJumps:
                Jump();
                break;
            case 7 when swarm.Stranger:
                Steal();
                break;
            case 8 when swarm.Drops:
                for (var blocks = random.Next(30); blocks > 0; blocks--)
                    Mine(empty: true);
                break;
            case < 12:
                clock.Advance(TimeSpan.FromSeconds(random.Next(1, 60)));
                break;
            default:
                Mine(empty: random.Next(5) == 0);
                break;
        }
    }

    public void Mine() => Mine(empty: false);

    /// <summary>No more faults: nodes are in step, fees and prices as they were meant to be.</summary>
    public void Calm()
    {
        chain.BaseFeeWei = ModelChain.CalmBaseFeeWei;
        chain.Market = Balanced;
        foreach (var node in nodes)
        {
            node.IsBehind = false;
            node.IsFaulty = false;
        }

        // The clocks tell the same time again.
        chain.Mine(null, Math.Max(ModelChain.BlockSeconds, clock.GetUtcNow().ToUnixTimeSeconds() - chain.Head.Time));
        Mine();
    }

    public void Offer(ReadOnlyMemory<byte> bytes)
    {
        var signed = SignedTransaction.Decode(bytes);
        foreach (var node in nodes)
            node.Hear(new ModelTransaction(signed.Hash.ToString(), signed.Transaction));
    }

    private void Mine(bool empty)
    {
        clock.Advance(TimeSpan.FromSeconds(ModelChain.BlockSeconds));
        chain.Mine(empty ? null : nodes[random.Next(nodes.Count)].Pool);
        tell($"block with {string.Join(' ', chain.Head.Transactions.Select(mined => $"{mined.Transaction.Hash[..10]} {(mined.Succeeded ? "ok" : "reverted")}"))}");
        Follow();
    }

    private void Follow()
    {
        foreach (var node in nodes)
            node.Follow(chain.Head);
    }

    private void Reorg()
    {
        var depth = random.Next(1, (int)ModelChain.FinalDepth + 1);
        var undone = chain.Undo(depth);
        tell($"reorg of {depth}: {string.Join(' ', undone.Select(transaction => transaction.Hash[..10]))}");
        var vanish = random.Next(2) == 0;
        for (var block = random.Next(depth + 2); block > 0; block--)
            chain.Mine(null, random.Next(1, 20));
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

    private void Drop()
    {
        tell("pools are emptied");
        foreach (var node in nodes)
        {
            if (random.Next(4) > 0)
                node.Pool.Clear();
        }
    }

    private void Lag()
    {
        var node = nodes[random.Next(nodes.Count)];
        node.IsBehind = !node.IsBehind;
        tell($"{node.Name} {(node.IsBehind ? "falls behind" : "catches up")}");
        node.Follow(chain.Head);
    }

    private void MovePrice()
    {
        var percent = random.Next(90, 111);
        tell($"price to {percent} %");
        chain.Market = state => Balanced(state) with { ReserveToken = Balanced(state).ReserveToken * 100 / percent };
    }

    private void Jump()
    {
        var far = TimeSpan.FromMinutes(random.Next(1, 90));
        clock.Advance(far);
        var onChain = random.Next(2) == 0;
        tell($"{far} pass{(onChain ? " on the chain too" : "")}");
        if (onChain)
            chain.Mine(null, (long)far.TotalSeconds);
        Follow();
    }

    private void Steal()
    {
        KeyWasStolen = true;
        tell($"a stranger takes nonce {chain.Head.State.Nonce}");
        var theirs = new FeeMarketTransaction
        {
            ChainId = (ulong)ModelChain.ChainId,
            Nonce = (ulong)chain.Head.State.Nonce,
            MaxFeePerGas = 10 * chain.BaseFeeWei,
            MaxPriorityFeePerGas = 1,
            GasLimit = 21_000,
            To = ModelContracts.Treasury,
            Value = BigInteger.One,
        };
        var pool = new ModelPool();
        pool.Offer(new ModelTransaction($"0xstranger{chain.Head.Number}", theirs), chain.Head.State);
        chain.Mine(pool);
        Follow();
    }

    private static ModelState Balanced(ModelState state) =>
        state with { ReserveStablecoin = 50_000_000 * ModelChain.Unit, ReserveToken = 1_000_000 * ModelChain.Unit };
}
