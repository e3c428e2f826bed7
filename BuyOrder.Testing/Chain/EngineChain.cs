using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Nodes;
using BuyOrder.Testing.Orders;
using Nethereum.Contracts;
using Nethereum.Hex.HexTypes;
using Nethereum.RPC.Eth.DTOs;

namespace BuyOrder.Testing.Chain;

/// <summary>
/// The chain under an <see cref="EngineBench"/> and all that others do on it. Blocks are mined only when asked for, so that a test decides
/// what is mined and what is final.
/// </summary>
internal sealed class EngineChain : AnvilControl, IAsyncDisposable
{
    /// <summary>Where the published pair keeps both reserves and the time of their last change in one word.</summary>
    internal const int ReservesSlot = 8;

    private static readonly AbiEvent Transfer = AbiEvent.Parse("Transfer(address indexed from, address indexed to, uint256 value)");

    private readonly DeployedChain deployed;
    private readonly InterceptedNode seen;
    private (BigInteger, BigInteger)? fullReserves;
    private bool isCutOff;

    public EngineChain(DeployedChain deployed)
        : base(deployed.Node)
    {
        this.deployed = deployed;
        Sender = new AnvilSender(RpcUrl);
        seen = new InterceptedNode(deployed.Node.Name, (batch, cancellation) => isCutOff
            ? throw new NodeUnavailableException(deployed.Node.Name, NodeFault.Connection, "cut off by the test")
            : deployed.Node.SendAsync(batch, cancellation));
    }

    public Uri RpcUrl => deployed.Anvil.RpcUrl;

    /// <summary>As the app sees the chain.</summary>
    public override IEthereumNode Node => seen;

    public LocalMarket Contracts => deployed.Market;

    public AnvilSender Sender { get; }

    public ValueTask DisposeAsync() => deployed.DisposeAsync();

    /// <summary>Mines, and waits until the node shows it: on a busy machine it answers before that.</summary>
    public override async Task MineAsync(int blocks = 1)
    {
        var target = await HeightAsync() + (ulong)blocks;
        await base.MineAsync(blocks);
        for (var look = 0; look < 200 && await HeightAsync() < target; look++)
            await Task.Delay(TimeSpan.FromMilliseconds(25), TestRun.Cancellation);
        Check.Equal(target, await HeightAsync());
    }

    /// <summary>Undoes the block of a purchase and all after it, however final they were.</summary>
    public async Task UndoAsync(Purchase purchase)
    {
        await ReorgAsync((int)((long)await HeightAsync() - purchase.BlockNumber + 1));
        var block = await ReadAsync(Eth.Block(BlockTag.Number((ulong)purchase.BlockNumber)));
        Check.NotEqual(purchase.BlockHash, block?.Hash);
    }

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
            await SetNextBaseFeeAsync(wei);
            await MineAsync();
        }
    }

    /// <summary>The pool keeps this many thousandths of its tokens, as if others had bought the rest.</summary>
    public async Task SetPoolTokensAsync(int perMille)
    {
        var call = await ReadAsync(Eth.Call(new CallRequest { To = Contracts.Pair, Data = UniswapV2.GetReserves.Encode() }, BlockTag.Latest));
        var reserves = UniswapV2.GetReserves.DecodeOutput(call);
        fullReserves ??= (reserves.Get<BigInteger>(0), reserves.Get<BigInteger>(1));
        var (first, second) = fullReserves.Value;
        var packed = UniswapV2Pools.IsFirst(Contracts.Azr, Contracts.Zar)
            ? (first * perMille / 1000) | (second << 112)
            : first | ((second * perMille / 1000) << 112);
        await SetStorageAsync(Contracts.Pair, ReservesSlot, packed);
    }

    /// <summary>The contract's code is another, though it does the same.</summary>
    public async Task ChangeCodeAsync(Address contract) =>
        await SetCodeAsync(contract, Hex.Encode([.. await ReadAsync(Eth.Code(contract, BlockTag.Latest)), 0]));

    /// <param name="artifact">Whose interface the contract at the address has.</param>
    /// <param name="address">Where it is.</param>
    public Contract Contract(string artifact, Address address) => Sender.Contract(ContractFile.Own(deployed.Tools, artifact), address);

    /// <summary>The wallet allows the router this much before the app uses it for the first time.</summary>
    public async Task ApproveAsync(BigInteger units)
    {
        var call = Contract(deployed.Kind.Tokens.Stablecoin, Contracts.Zar).GetFunction("approve").GetData($"{Contracts.Router}", units);
        await SendFromWalletAsync(0, 20_000_000_000, Contracts.Zar, 0, call, 100_000);
        await MineAsync(5);
    }

    /// <summary>Uniswap v3, from the account that deployed the market.</summary>
    public async Task<UniswapV3Contracts> DeployV3Async() =>
        await UniswapV3Contracts.DeployAsync(this, Sender, deployed.Tools, await Sender.MakerAsync());

    public Task SetNativeBalanceAsync(BigInteger wei) => SetBalanceAsync(Contracts.Wallet.Address, wei);

    public void CutOff() => isCutOff = true;

    public void Restore() => isCutOff = false;

    /// <summary>Another holder of the wallet's key sends a transaction of its own.</summary>
    public async Task SendAsStrangerAsync() =>
        await SendFromWalletAsync(await ReadAsync(Eth.TransactionCount(Contracts.Wallet.Address, BlockTag.Latest)), 20_000_000_000);

    /// <summary>Another holder of the wallet's key outbids the order's transaction at its own nonce.</summary>
    public async Task TakeNonceAsync(Attempt attempt)
    {
        await DropAsync(attempt.TransactionHash);
        await SendFromWalletAsync((ulong)attempt.Nonce, attempt.MaxFeePerGasWei * 2);
    }

    public async Task<bool> IsKnownAsync(Hash256 transactionHash) =>
        await ReadAsync(Eth.Transaction(transactionHash)) is not null;

    /// <summary>Every purchase that the chain knows, from the events of the tokens alone.</summary>
    public async Task<IReadOnlyList<ChainPurchase>> PurchasesAsync()
    {
        var logs = await ReadAsync(Eth.GetLogs(
            new LogFilter { Addresses = [Contracts.Zar, Contracts.Azr], FromBlock = BlockTag.Earliest, ToBlock = BlockTag.Latest }));
        return
        [
            .. logs.GroupBy(log => log.TransactionHash)
                .Select(transaction => (transaction.Key, Out: Amount(transaction, Contracts.Zar, from: Contracts.Wallet.Address), In: Amount(transaction, Contracts.Azr, to: Contracts.Treasury)))
                .Where(transaction => transaction.In > 0 || transaction.Out > 0)
                .Select(transaction => new ChainPurchase(transaction.Key, transaction.Out, transaction.In)),
        ];
    }

    private Task<Hash256> SendFromWalletAsync(ulong nonce, BigInteger maxFeeWei) => SendFromWalletAsync(nonce, maxFeeWei, Contracts.Treasury, 1, "0x", 21_000);

    private Task<Hash256> SendFromWalletAsync(ulong nonce, BigInteger maxFeeWei, Address to, BigInteger value, string data, BigInteger gas) =>
        Sender.SendAsync(Contracts.Wallet, (long)Contracts.ChainId, new TransactionInput
        {
            Nonce = new HexBigInteger(nonce),
            MaxFeePerGas = new HexBigInteger(maxFeeWei),
            MaxPriorityFeePerGas = new HexBigInteger(maxFeeWei),
            Gas = new HexBigInteger(gas),
            To = $"{to}",
            Value = new HexBigInteger(value),
            Data = data,
        });

    private static BigInteger Amount(IEnumerable<LogEntry> logs, Address token, Address? from = null, Address? to = null) => logs
        .Where(log => log.Address == token && Transfer.TryDecode(log, out var values)
            && (from is null || values.Get<Address>("from") == from) && (to is null || values.Get<Address>("to") == to))
        .Aggregate(BigInteger.Zero, (sum, log) => sum + (Transfer.TryDecode(log, out var values) ? values.Get<BigInteger>("value") : 0));
}
