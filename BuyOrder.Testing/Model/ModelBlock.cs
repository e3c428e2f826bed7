using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Testing.Model;

/// <summary>A block with the state after it. It knows its parent, so that any block is a whole chain.</summary>
internal sealed record ModelBlock(
    long Number, Hash256 Hash, ModelBlock? Parent, long Time, BigInteger BaseFeeWei, ModelState State, IReadOnlyList<MinedTransaction> Transactions)
{
    /// <summary>The newest block up to this one with a transaction in it: most have none.</summary>
    private readonly ModelBlock? newestUsed = Transactions.Count > 0 ? null : Parent?.NewestUsed;

    public string HashText { get; } = Hash.ToString();

    private ModelBlock? NewestUsed => Transactions.Count > 0 ? this : newestUsed;

    public IEnumerable<ModelBlock> Used()
    {
        for (var block = NewestUsed; block is not null; block = block.Parent?.NewestUsed)
            yield return block;
    }

    public ModelBlock? At(long number)
    {
        var block = this;
        while (block is not null && block.Number > number)
            block = block.Parent;
        return block?.Number == number ? block : null;
    }

    public (ModelBlock Block, MinedTransaction Mined)? Find(Hash256 hash)
    {
        foreach (var block in Used())
        {
            foreach (var mined in block.Transactions)
            {
                if (mined.Transaction.Hash == hash)
                    return (block, mined);
            }
        }

        return null;
    }
}
