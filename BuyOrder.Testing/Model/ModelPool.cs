using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Testing.Model;

/// <summary>A node's pool of waiting transactions, with geth's rules and words.</summary>
internal sealed class ModelPool
{
    private readonly List<ModelTransaction> waiting = [];

    public IReadOnlyList<ModelTransaction> Waiting => waiting;

    public bool Any(Predicate<ModelTransaction> isMeant) => waiting.Exists(isMeant);

    public ModelTransaction? Find(Hash256 hash) => waiting.Find(transaction => transaction.Hash == hash);

    public ModelTransaction? At(int wallet, long nonce) =>
        waiting.Find(transaction => transaction.Wallet == wallet && transaction.Nonce == nonce);

    public RpcError? Offer(ModelTransaction transaction, ModelState state)
    {
        var content = transaction.Content;
        var account = state.Accounts[transaction.Wallet];
        if (transaction.Nonce < account.Nonce)
            return new RpcError(-32000, "nonce too low");
        if (content.Value + (content.GasLimit * content.MaxFeePerGas) > account.NativeWei)
            return new RpcError(-32000, "insufficient funds for gas * price + value");
        var same = waiting.FindIndex(other => other.Wallet == transaction.Wallet && other.Nonce == transaction.Nonce);
        if (same < 0)
        {
            waiting.Add(transaction);
            return null;
        }

        var old = waiting[same];
        if (old.Hash == transaction.Hash)
            return new RpcError(-32000, "already known");
        if (content.MaxFeePerGas * 10 < old.Content.MaxFeePerGas * 11
            || content.MaxPriorityFeePerGas * 10 < old.Content.MaxPriorityFeePerGas * 11)
            return new RpcError(-32000, "replacement transaction underpriced");
        waiting[same] = transaction;
        return null;
    }

    public void DropMined(ModelState state) => waiting.RemoveAll(transaction => transaction.Nonce < state.Accounts[transaction.Wallet].Nonce);

    public void Clear() => waiting.Clear();
}
