using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>A node's pool of waiting transactions, with geth's rules and words.</summary>
internal sealed class ModelPool
{
    private readonly SortedDictionary<long, ModelTransaction> waiting = [];

    public IEnumerable<ModelTransaction> All => waiting.Values;

    public ModelTransaction? Find(string hash) => waiting.Values.FirstOrDefault(transaction => transaction.Hash == hash);

    public ModelTransaction? At(long nonce) => waiting.GetValueOrDefault(nonce);

    public RpcError? Offer(ModelTransaction transaction, ModelState state)
    {
        var content = transaction.Content;
        var nonce = (long)content.Nonce;
        if (nonce < state.Nonce)
            return new RpcError(-32000, "nonce too low");
        if (content.MaxCostWei > state.NativeWei)
            return new RpcError(-32000, "insufficient funds for gas * price + value");
        if (waiting.TryGetValue(nonce, out var old))
        {
            if (old.Hash == transaction.Hash)
                return new RpcError(-32000, "already known");
            if (content.MaxFeePerGas * 10 < old.Content.MaxFeePerGas * 11
                || content.MaxPriorityFeePerGas * 10 < old.Content.MaxPriorityFeePerGas * 11)
                return new RpcError(-32000, "replacement transaction underpriced");
        }

        waiting[nonce] = transaction;
        return null;
    }

    public void DropBelow(long nonce)
    {
        foreach (var mined in waiting.Keys.Where(key => key < nonce).ToList())
            waiting.Remove(mined);
    }

    public void Clear() => waiting.Clear();
}
