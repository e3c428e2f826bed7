using System.Globalization;
using System.Numerics;
using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Orders;

namespace BuyOrder.Testing.Chain;

/// <summary>
/// The chain under an <see cref="EngineBench"/> and all that others do on it. Blocks are mined only when asked for, so that a test decides
/// what is mined and what is final.
/// </summary>
internal sealed class EngineChain : IAsyncDisposable
{
    /// <summary>Where the published pair keeps both reserves and the time of their last change in one word.</summary>
    internal const int ReservesSlot = 8;

    private static readonly AbiEvent Transfer = AbiEvent.Parse("Transfer(address indexed from, address indexed to, uint256 value)");

    private readonly Anvil anvil;
    private readonly HttpClient http = new();
    private readonly SwitchedNode node;
    private (BigInteger, BigInteger)? fullReserves;

    public EngineChain(Anvil anvil)
    {
        this.anvil = anvil;
        node = new SwitchedNode(new JsonRpcNode(http, anvil.RpcUrl, new JsonRpcOptions { MaxReadAttempts = 1 }, TimeProvider.System));
    }

    public Uri RpcUrl => anvil.RpcUrl;

    /// <summary>As the app sees the chain.</summary>
    public IEthereumNode Node => node;

    public LocalMarket Contracts { get; private set; } = null!;

    public async Task DeployAsync(NodeTools tools, LocalTokens? tokens = null) =>
        Contracts = await LocalMarket.DeployAsync(node, tools, tokens ?? new LocalTokens(), TestRun.Cancellation);

    /// <summary>The next block is so much later.</summary>
    public Task SkipTimeAsync(TimeSpan span) =>
        AskAsync("evm_increaseTime", ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await anvil.DisposeAsync();
    }

    /// <summary>Mines, and waits until the node shows it: on a busy machine it answers before that.</summary>
    public async Task MineAsync(int blocks = 1)
    {
        var target = await HeightAsync() + (ulong)blocks;
        await AskAsync("anvil_mine", Quantity(blocks));
        for (var look = 0; look < 200 && await HeightAsync() < target; look++)
            await Task.Delay(TimeSpan.FromMilliseconds(25), TestRun.Cancellation);
        Check.Equal(target, await HeightAsync());
    }

    /// <summary>Replaces the newest blocks by empty ones; what was in them waits again.</summary>
    public Task ReorgAsync(int depth) => AskAsync("anvil_reorg", depth.ToString(CultureInfo.InvariantCulture), "[]");

    /// <summary>Undoes the block of a purchase and all after it, however final they were.</summary>
    public async Task UndoAsync(Purchase purchase)
    {
        await ReorgAsync((int)((long)await HeightAsync() - purchase.BlockNumber + 1));
        var batch = new RpcBatch();
        var block = batch.Add(Eth.Block(BlockTag.Number((ulong)purchase.BlockNumber)));
        await node.SendAsync(batch, TestRun.Cancellation);
        Check.NotEqual(purchase.BlockHash, block.Result?.Hash.ToString());
    }

    public Task DropAsync(string transactionHash) => AskAsync("anvil_dropTransaction", $"\"{transactionHash}\"");

    /// <summary>All blocks from now on are of the same second as the newest one, until time goes on.</summary>
    public Task HoldTimeAsync() => AskAsync("anvil_setBlockTimestampInterval", "0");

    public Task ReleaseTimeAsync() => AskAsync("anvil_removeBlockTimestampInterval");

    /// <summary>The chain's time runs ahead of the host's.</summary>
    public async Task SkipChainTimeAsync(TimeSpan span)
    {
        await SkipTimeAsync(span);
        await MineAsync();
    }

    /// <summary>Mines blocks with this base fee, so that what offers less stays unmined.</summary>
    public async Task RaiseBaseFeeAsync(BigInteger wei, int blocks = 1)
    {
        for (var mined = 0; mined < blocks; mined++)
        {
            await AskAsync("anvil_setNextBlockBaseFeePerGas", Quantity(wei));
            await MineAsync();
        }
    }

    /// <summary>The pool has so many thousandths of its tokens, as if others had bought the rest.</summary>
    public async Task SetPoolTokensAsync(int perMille)
    {
        var batch = new RpcBatch();
        var call = batch.Add(Eth.Call(new CallRequest { To = Contracts.Pair, Data = UniswapV2.GetReserves.Encode() }, BlockTag.Latest));
        await node.SendAsync(batch, TestRun.Cancellation);
        var reserves = UniswapV2.GetReserves.DecodeOutput(call.Result);
        fullReserves ??= (reserves.Get<BigInteger>(0), reserves.Get<BigInteger>(1));
        var (first, second) = fullReserves.Value;
        var packed = UniswapV2Pools.IsFirst(Contracts.Azr, Contracts.Zar)
            ? (first * perMille / 1000) | (second << 112)
            : first | ((second * perMille / 1000) << 112);
        await AskAsync("anvil_setStorageAt", $"\"{Contracts.Pair}\"", Word(ReservesSlot), Word(packed));
    }

    /// <summary>The contract's code is another, though it does the same.</summary>
    public async Task ChangeCodeAsync(Address contract)
    {
        var batch = new RpcBatch();
        var code = batch.Add(Eth.Code(contract, BlockTag.Latest));
        await node.SendAsync(batch, TestRun.Cancellation);
        await AskAsync("anvil_setCode", $"\"{contract}\"", $"\"{Hex.Encode([.. code.Result, 0])}\"");
    }

    /// <summary>The wallet allows the router this much before the app uses it for the first time.</summary>
    public async Task ApproveAsync(BigInteger units)
    {
        await SendFromWalletAsync(0, 20_000_000_000, Contracts.Zar, 0, Erc20.Approve.Encode(Contracts.Router, units), 100_000);
        await MineAsync(5);
    }

    public Task SetNativeBalanceAsync(BigInteger wei) => AskAsync("anvil_setBalance", $"\"{Contracts.Wallet.Address}\"", Quantity(wei));

    public void CutOff() => node.IsCutOff = true;

    public void Restore() => node.IsCutOff = false;

    /// <summary>Somebody else uses the wallet's key for a transaction of his own.</summary>
    public async Task SendAsStrangerAsync()
    {
        var batch = new RpcBatch();
        var nonce = batch.Add(Eth.TransactionCount(Contracts.Wallet.Address, BlockTag.Latest));
        await node.SendAsync(batch, TestRun.Cancellation);
        await SendFromWalletAsync(nonce.Result, 20_000_000_000);
    }

    /// <summary>Somebody else uses the wallet's key to outbid the order's transaction at its own nonce.</summary>
    public async Task TakeNonceAsync(Attempt attempt)
    {
        await DropAsync(attempt.TransactionHash);
        await SendFromWalletAsync((ulong)attempt.Nonce, attempt.MaxFeePerGasWei * 2);
    }

    public async Task<bool> IsKnownAsync(string transactionHash)
    {
        var batch = new RpcBatch();
        var found = batch.Add(Eth.Transaction(Hash256.Parse(transactionHash)));
        await node.SendAsync(batch, TestRun.Cancellation);
        return found.Result is not null;
    }

    /// <summary>Every purchase that the chain knows, from the events of the tokens alone.</summary>
    public async Task<IReadOnlyList<ChainPurchase>> PurchasesAsync()
    {
        var batch = new RpcBatch();
        var logs = batch.Add(Eth.GetLogs(new LogFilter { Addresses = [Contracts.Zar, Contracts.Azr], FromBlock = BlockTag.Earliest, ToBlock = BlockTag.Latest }));
        await node.SendAsync(batch, TestRun.Cancellation);
        return
        [
            .. logs.Result.GroupBy(log => log.TransactionHash)
                .Select(transaction => (transaction.Key, Out: Amount(transaction, Contracts.Zar, from: Contracts.Wallet.Address), In: Amount(transaction, Contracts.Azr, to: Contracts.Treasury)))
                .Where(transaction => transaction.In > 0 || transaction.Out > 0)
                .Select(transaction => new ChainPurchase(transaction.Key.ToString(), transaction.Out, transaction.In)),
        ];
    }

    private async Task<ulong> HeightAsync()
    {
        var batch = new RpcBatch();
        var height = batch.Add(Eth.BlockNumber);
        await node.SendAsync(batch, TestRun.Cancellation);
        return height.Result;
    }

    private Task SendFromWalletAsync(ulong nonce, BigInteger maxFeeWei) => SendFromWalletAsync(nonce, maxFeeWei, Contracts.Treasury, 1, default, 21_000);

    private async Task SendFromWalletAsync(
        ulong nonce, BigInteger maxFeeWei, Address to, BigInteger value, ReadOnlyMemory<byte> data, ulong gasLimit)
    {
        using var signer = new PrivateKeySigner(Hex.Decode(Contracts.Wallet.PrivateKey));
        var transaction = new FeeMarketTransaction
        {
            ChainId = 31337,
            Nonce = nonce,
            MaxFeePerGas = maxFeeWei,
            MaxPriorityFeePerGas = maxFeeWei,
            GasLimit = gasLimit,
            To = to,
            Value = value,
            Data = data,
        };
        var signed = await transaction.SignAsync(signer, TestRun.Cancellation);
        var batch = new RpcBatch();
        var sent = batch.Add(Eth.SendRawTransaction(signed.Encoded));
        await node.SendAsync(batch, TestRun.Cancellation);
        Check.Equal(signed.Hash, sent.Result);
    }

    private static BigInteger Amount(IEnumerable<LogEntry> logs, Address token, Address? from = null, Address? to = null) => logs
        .Where(log => log.Address == token && Transfer.TryDecode(log, out var values)
            && (from is null || values.Get<Address>("from") == from) && (to is null || values.Get<Address>("to") == to))
        .Aggregate(BigInteger.Zero, (sum, log) => sum + (Transfer.TryDecode(log, out var values) ? values.Get<BigInteger>("value") : 0));

    private async Task AskAsync(string method, params string[] jsonArguments)
    {
        var batch = new RpcBatch();
        var call = batch.Add(RpcRequest.Create(
            method,
            isRead: false,
            json =>
            {
                foreach (var argument in jsonArguments)
                    json.WriteRawValue(argument);
            },
            _ => true));
        await node.SendAsync(batch, TestRun.Cancellation);
        Check.True(call.Result);
    }

    private static string Word(BigInteger value) => $"\"0x{value.ToString("x64", CultureInfo.InvariantCulture)[^64..]}\"";

    private static string Quantity(BigInteger value) => JsonSerializer.Serialize("0x" + value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0'));

    /// <summary>The chain's node, for the test always, for the app unless it is cut off.</summary>
    private sealed class SwitchedNode(IEthereumNode inner) : IEthereumNode
    {
        public bool IsCutOff { get; set; }

        public string Name => inner.Name;

        public Task SendAsync(RpcBatch batch, CancellationToken cancellationToken) => IsCutOff
            ? throw new NodeUnavailableException(Name, NodeFault.Connection, "cut off by the test")
            : inner.SendAsync(batch, cancellationToken);
    }
}
