using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Chain;

/// <summary>Asks one node what a block did to the recipient's tokens: all events on one side, the balances before and after on the other.</summary>
internal static class ArrivalQuestion
{
    /// <summary>Adds its questions to a batch that the caller sends; the returned function reads the answers afterwards.</summary>
    /// <param name="batch">Not sent yet.</param>
    /// <param name="token">Which token.</param>
    /// <param name="recipient">Whose.</param>
    /// <param name="block">The block by its hash: no other one is answered for.</param>
    /// <param name="parent">Hash of the block before it.</param>
    /// <returns>Null when the node cannot tell: it keeps no state so old, for one.</returns>
    public static Func<Arrival?> Ask(RpcBatch batch, Address token, Address recipient, Hash256 block, Hash256 parent)
    {
        var (before, after) = (batch.Add(Balance(token, recipient, parent)), batch.Add(Balance(token, recipient, block)));
        var sent = batch.Add(Transfers(token, block, [Topic(recipient)]));
        var got = batch.Add(Transfers(token, block, [], [Topic(recipient)]));
        return () => before.IsSuccess && after.IsSuccess && sent.IsSuccess && got.IsSuccess
            && TryAmount(before.Result, out var was) && TryAmount(after.Result, out var isNow)
                ? new Arrival(SwapReceipt.Sum(got.Result) - SwapReceipt.Sum(sent.Result), was, isNow)
                : null;
    }

    /// <summary>An account as events write it among their topics.</summary>
    public static Hash256 Topic(Address account)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        account.CopyTo(word[(Hash256.Size - Address.Size)..]);
        return new Hash256(word);
    }

    private static RpcRequest<byte[]> Balance(Address token, Address account, Hash256 block) =>
        Eth.Call(new CallRequest { To = token, Data = Erc20.BalanceOf.Encode(account) }, BlockTag.Hash(block));

    private static RpcRequest<IReadOnlyList<LogEntry>> Transfers(Address token, Hash256 block, params IReadOnlyList<Hash256>[] parties) =>
        Eth.GetLogs(new LogFilter { InBlock = block, Addresses = [token], Topics = [[Erc20.Transfer.Topic], .. parties] });

    private static bool TryAmount(byte[] returned, out BigInteger amount)
    {
        amount = returned.Length == Hash256.Size ? new BigInteger(returned, isUnsigned: true, isBigEndian: true) : BigInteger.Zero;
        return returned.Length == Hash256.Size;
    }
}
