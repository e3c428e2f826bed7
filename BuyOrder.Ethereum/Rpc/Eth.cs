using System.Numerics;
using System.Text.Json;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>
/// The methods of the JSON-RPC interface (https://ethereum.github.io/execution-apis/), with results checked against what was asked.
/// </summary>
public static class Eth
{
    public static RpcRequest<ulong> ChainId { get; } = Read("eth_chainId", static _ => { }, RpcJson.UInt64);

    public static RpcRequest<ulong> BlockNumber { get; } = Read("eth_blockNumber", static _ => { }, RpcJson.UInt64);

    /// <summary>The node's own idea of a tip that gets a transaction mined soon, in wei.</summary>
    public static RpcRequest<BigInteger> MaxPriorityFeePerGas { get; } =
        Read("eth_maxPriorityFeePerGas", static _ => { }, RpcJson.Quantity);

    /// <summary>A block's header; null when the node has no such block, also for a tag that the chain does not have.</summary>
    /// <exception cref="ArgumentException">The pending block, which has neither number nor hash.</exception>
    public static RpcRequest<Block?> Block(BlockTag tag)
    {
        if (tag == BlockTag.Pending)
        {
            throw new ArgumentException("The pending block has neither number nor hash.", nameof(tag));
        }

        return new RpcRequest<Block?>(
            "eth_getBlockByNumber",
            isRead: true,
            RpcRequest.Write(json => EthParameters.WriteBlock(json, tag.ToString())),
            json => NoneOr(json, ChainJson.Block, block => block.Number == (tag.Height ?? block.Number)),
            IsUnknownBlock);
    }

    /// <summary>A block's header by its hash; null when the node does not know it. A block that was undone may still be known.</summary>
    public static RpcRequest<Block?> Block(Hash256 hash) => Read(
        "eth_getBlockByHash",
        json => EthParameters.WriteBlock(json, hash.ToString()),
        json => NoneOr(json, ChainJson.Block, block => block.Hash == hash));

    /// <summary>How many transactions the account has sent up to the block: its next nonce.</summary>
    public static RpcRequest<ulong> TransactionCount(Address account, BlockTag tag) =>
        Read("eth_getTransactionCount", json => EthParameters.WriteAccount(json, account, tag), RpcJson.UInt64);

    /// <summary>In wei.</summary>
    public static RpcRequest<BigInteger> Balance(Address account, BlockTag tag) =>
        Read("eth_getBalance", json => EthParameters.WriteAccount(json, account, tag), RpcJson.Quantity);

    /// <summary>A contract's code; empty for an account that has none.</summary>
    public static RpcRequest<byte[]> Code(Address account, BlockTag tag) =>
        Read("eth_getCode", json => EthParameters.WriteAccount(json, account, tag), RpcJson.Data);

    /// <summary>One word of a contract's storage, as a number: some nodes leave its leading zeros out.</summary>
    public static RpcRequest<BigInteger> Storage(Address account, Hash256 slot, BlockTag tag) =>
        Read("eth_getStorageAt", json => EthParameters.WriteStorage(json, account, slot, tag), RpcJson.Word);

    /// <summary>What the call would return if the account had this code. Not every node can; one that only ignores it says so by no word.</summary>
    public static RpcRequest<byte[]> CallWithCode(CallRequest call, Address account, ReadOnlyMemory<byte> code, BlockTag tag) => Read(
        "eth_call",
        json =>
        {
            EthParameters.WriteCall(json, call, tag);
            EthParameters.WriteCode(json, account, code);
        },
        RpcJson.Data);

    /// <summary>The same by eth_simulateV1, where a call that reverts is a result and no error.</summary>
    public static RpcRequest<SimulatedCall> SimulateWithCode(CallRequest call, Address account, ReadOnlyMemory<byte> code, BlockTag tag) =>
        Read("eth_simulateV1", json => EthParameters.WriteSimulation(json, call, account, code, tag), SimulatedCall.Read);

    /// <summary>What the call would return. A revert is an error of the call, with its reason.</summary>
    public static RpcRequest<byte[]> Call(CallRequest call, BlockTag tag) =>
        Read("eth_call", json => EthParameters.WriteCall(json, call, tag), RpcJson.Data);

    /// <summary>The gas that the call would need. A revert is an error of the call, with its reason.</summary>
    public static RpcRequest<ulong> EstimateGas(CallRequest call, BlockTag tag) =>
        Read("eth_estimateGas", json => EthParameters.WriteCall(json, call, tag), RpcJson.UInt64);

    /// <summary>Null while the transaction is not mined, as far as the node knows.</summary>
    public static RpcRequest<TransactionReceipt?> Receipt(Hash256 transaction) => Read(
        "eth_getTransactionReceipt",
        json => json.WriteStringValue(transaction.ToString()),
        json => IsPending(json) ? null : NoneOr(json, ChainJson.Receipt, receipt => receipt.TransactionHash == transaction));

    /// <summary>Null when the node does not know the transaction, neither in its pool nor in a block.</summary>
    public static RpcRequest<ChainTransaction?> Transaction(Hash256 transaction) => Read(
        "eth_getTransactionByHash",
        json => json.WriteStringValue(transaction.ToString()),
        json => NoneOr(json, ChainJson.Transaction, found => found.Hash == transaction));

    /// <param name="blocks">How many blocks, up to <paramref name="newest"/>.</param>
    /// <param name="newest">The newest block.</param>
    /// <param name="percentiles">From 0 to 100, rising: which tips of each block to tell.</param>
    public static RpcRequest<FeeHistory> FeeHistory(int blocks, BlockTag newest, params IReadOnlyList<int> percentiles) => Read(
        "eth_feeHistory",
        json => EthParameters.WriteFeeHistory(json, blocks, newest, percentiles),
        ChainJson.FeeHistory);

    public static RpcRequest<IReadOnlyList<LogEntry>> GetLogs(LogFilter filter) => Read(
        "eth_getLogs",
        json => EthParameters.WriteFilter(json, filter),
        json => Expect(RpcJson.List(json, ChainJson.Log), logs => logs.All(filter.Matches)));

    /// <summary>
    /// Broadcasts a signed transaction; the result is its hash. It changes something, so a batch with it is never sent again by
    /// itself, and an error may mean that the node has the transaction: see <see cref="Broadcast"/>.
    /// </summary>
    public static RpcRequest<Hash256> SendRawTransaction(ReadOnlyMemory<byte> signedTransaction)
    {
        var hash = Keccak256.Compute(signedTransaction.Span);
        return RpcRequest.Create(
            "eth_sendRawTransaction",
            isRead: false,
            json => json.WriteStringValue(Hex.Encode(signedTransaction.Span)),
            json => Expect(RpcJson.Hash(json), answered => answered == hash));
    }

    private static RpcRequest<T> Read<T>(string method, Action<Utf8JsonWriter> write, Func<JsonElement, T> read) =>
        RpcRequest.Create(method, isRead: true, write, read);

    private static T Expect<T>(T result, Func<T, bool> isAsAsked) =>
        isAsAsked(result) ? result : throw new EthereumFormatException("it answers another question.");

    private static T? NoneOr<T>(JsonElement json, Func<JsonElement, T> read, Func<T, bool> isAsAsked)
        where T : class =>
        json.ValueKind == JsonValueKind.Null ? null : Expect(read(json), isAsAsked);

    /// <summary>Some nodes answer with a receipt of gaps while the transaction waits in their pool.</summary>
    private static bool IsPending(JsonElement receipt) => receipt.ValueKind == JsonValueKind.Object && !receipt.Has("blockHash");

    /// <summary>Geth answers so for the finalized and the safe block before there are any, erigon for any block it lacks.</summary>
    private static bool IsUnknownBlock(RpcError error) =>
        error.Code == -39001
        || error.Message.Contains("block not found", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("unknown block", StringComparison.OrdinalIgnoreCase);
}
