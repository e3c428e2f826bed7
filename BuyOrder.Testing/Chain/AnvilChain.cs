using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Local.Servers;

namespace BuyOrder.Testing.Chain;

/// <summary>A real chain with a funded key, and what tests do on it.</summary>
internal sealed class AnvilChain : AnvilControl, IDisposable
{
    /// <summary>The first account of the well-known test mnemonic.</summary>
    private const string FundedKey = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private readonly HttpClient _http;

    public AnvilChain(Anvil anvil)
        : this(anvil, new HttpClient())
    {
    }

    private AnvilChain(Anvil anvil, HttpClient http)
        : base(new JsonRpcNode(http, anvil.RpcUrl, new JsonRpcOptions(), TimeProvider.System)) =>
        (_http, ChainId) = (http, (ulong)anvil.ChainId);

    public static AbiEvent Ping { get; } = AbiEvent.Parse("Ping(uint256 value)");

    public ulong ChainId { get; }

    public PrivateKeySigner Signer { get; } = new(Convert.FromHexString(FundedKey));

    private static CancellationToken Cancellation => TestRun.Cancellation;

    /// <summary>
    /// Creates a contract that, called without data, logs Ping(42), and called with data reverts with it. Assembled by hand: size of
    /// the call data; jump if any; store 42; log it; stop; else copy the call data and revert with it.
    /// </summary>
    public static byte[] CreationCode => Hex.Decode(
        "0x6036600a5f3960365ff3" + "36602e57602a5f527f" + Ping.Topic.ToString()[2..] + "60205fa1005b365f5f37365ffd");

    public async Task<FeeMarketTransaction> TransferAsync(ulong? nonce = null) => new()
    {
        ChainId = ChainId,
        Nonce = nonce ?? await ReadAsync(Eth.TransactionCount(Signer.Address, BlockTag.Pending)),
        MaxPriorityFeePerGas = 1_000_000_000,
        MaxFeePerGas = 10_000_000_000,
        GasLimit = 21_000,
        To = Address.Parse("0x000000000000000000000000000000000000aaaa"),
        Value = 1,
    };

    public async Task<SignedTransaction> SignAsync(FeeMarketTransaction transaction) => await transaction.SignAsync(Signer, Cancellation);

    public async Task<BroadcastAnswer> BroadcastAsync(ReadOnlyMemory<byte> encoded)
    {
        var batch = new RpcBatch();
        var sent = batch.Add(Eth.SendRawTransaction(encoded));
        await Node.SendAsync(batch, Cancellation);
        return Broadcast.Classify(sent);
    }

    /// <summary>Signs, broadcasts and waits for the receipt.</summary>
    public async Task<TransactionReceipt> MineAsync(FeeMarketTransaction transaction)
    {
        var signed = await SignAsync(transaction);
        Check.Equal(new BroadcastAnswer(BroadcastOutcome.Accepted), await BroadcastAsync(signed.Encoded));
        return await MinedAsync(signed.Hash);
    }

    public async Task<Address> CreateContractAsync()
    {
        var creation = await TransferAsync() with { To = null, Value = 0, Data = CreationCode, GasLimit = 200_000 };
        return (await MineAsync(creation)).ContractAddress!.Value;
    }

    public void Dispose()
    {
        Signer.Dispose();
        _http.Dispose();
    }
}
