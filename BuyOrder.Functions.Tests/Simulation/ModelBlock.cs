using System.Numerics;
using BuyOrder.Ethereum;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>A block with the state after it. It knows its parent, so that any block is a whole chain.</summary>
internal sealed record ModelBlock(
    long Number, Hash256 Hash, ModelBlock? Parent, long Time, BigInteger BaseFeeWei, ModelState State, IReadOnlyList<MinedTransaction> Transactions)
{
    public IEnumerable<ModelBlock> BackToFirst()
    {
        for (var block = this; block is not null; block = block.Parent)
            yield return block;
    }

    public ModelBlock? At(long number) => BackToFirst().FirstOrDefault(block => block.Number <= number) is { } found && found.Number == number ? found : null;

    public (ModelBlock Block, MinedTransaction Mined)? Find(string hash)
    {
        foreach (var block in BackToFirst())
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
