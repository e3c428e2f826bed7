using System.Buffers;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Testing.Model;

/// <summary>A node of the model chain: its own head, which may lag or lie on a fork that is gone, its own index and its own pool.</summary>
internal sealed class ModelNode
{
    /// <summary>Blocks. An index that stays behind for many minutes is for an operator to look at, and the engine asks for one.</summary>
    private const long LongestIndexLag = 6;

    /// <summary>The same bytes come again and again, and decoding them takes long.</summary>
    private readonly Dictionary<string, ModelTransaction> decoded = [];

    private readonly ModelNodeFaults faults;
    private readonly Action<ModelTransaction> seen;
    private readonly ArrayBufferWriter<byte> buffer = new(4096);

    /// <param name="name">Tells it apart.</param>
    /// <param name="head">Where it starts.</param>
    /// <param name="faults">Mistakes of its own that it may make.</param>
    /// <param name="seen">Told of each transaction that the node is given.</param>
    public ModelNode(string name, ModelBlock head, ModelNodeFaults faults, Action<ModelTransaction> seen) =>
        (Name, Head, Index, this.faults, this.seen) = (name, head, head, faults, seen);

    public string Name { get; }

    public ModelBlock Head { get; private set; }

    /// <summary>The head up to which it finds transactions by their hashes.</summary>
    public ModelBlock Index { get; private set; }

    public ModelPool Pool { get; } = new();

    /// <summary>It does not hear of new blocks.</summary>
    public bool IsBehind { get; set; }

    /// <summary>Its blocks are up to date, its index of transactions is not.</summary>
    public bool IndexIsBehind { get; set; }

    public Lie Lie { get; set; }

    /// <summary>It was pointed to another chain.</summary>
    public bool IsOnWrongChain { get; set; }

    /// <summary>It makes mistakes of its own; off once the faults are over.</summary>
    public bool IsFaulty { get; set; } = true;

    /// <summary>How it can run a purchase that is not sent.</summary>
    public Probing Probing { get; set; }

    /// <summary>Where it knows no override it says so; otherwise it ignores it.</summary>
    public bool RefusesOverrides { get; set; }

    public bool HasFinalizedTag => faults.HasFinalizedTag;

    public void Follow(ModelBlock head)
    {
        if (IsBehind)
            return;
        Head = head;
        IndexIsBehind &= Head.Number - Index.Number < LongestIndexLag;
        if (!IndexIsBehind)
            Index = head;
        Pool.DropMined(head.State);
    }

    /// <param name="batch">Not answered yet.</param>
    /// <param name="garbage">What takes the place of some of the answers; null leaves them as they are.</param>
    /// <returns>The newest block that it shows in them.</returns>
    public ModelBlock Answer(RpcBatch batch, Garbage? garbage = null)
    {
        var view = View();
        NodeAnswers.Give(this, view, batch, buffer, garbage);
        return view;
    }

    /// <summary>Takes a transaction from a neighbour, as far as its own rules allow.</summary>
    public void Hear(ModelTransaction transaction) => Pool.Offer(transaction, Head.State);

    public ModelTransaction Decoded(string raw)
    {
        if (!decoded.TryGetValue(raw, out var transaction))
            decoded.Add(raw, transaction = ModelTransaction.Of(Hex.Decode(raw)));
        return transaction;
    }

    public bool ForgetsNow()
    {
        if (!IsFaulty || !faults.Happens(faults.IndexLag))
            return false;
        faults.Happened(ModelNodeFault.ReceiptNotFound);
        return true;
    }

    /// <summary>Takes what was broadcast to it. Null: it did.</summary>
    public RpcError? Take(ModelTransaction transaction)
    {
        if (IsFaulty && faults.Happens(faults.OddRefusals))
        {
            faults.Happened(ModelNodeFault.OddRefusal);
            return new RpcError(-32000, faults.Random.Next(2) == 0 ? "txpool is full" : "transaction fee exceeds the configured cap");
        }

        seen(transaction);
        return Pool.Offer(transaction, Head.State);
    }

    /// <summary>Behind a balancer one answer may be some blocks older than the one before.</summary>
    private ModelBlock View()
    {
        if (!IsFaulty || !faults.Happens(faults.Balanced))
            return Head;
        faults.Happened(ModelNodeFault.OlderAnswer);
        return Head.At(Math.Max(0, Head.Number - faults.Random.Next(1, 4)))!;
    }
}
