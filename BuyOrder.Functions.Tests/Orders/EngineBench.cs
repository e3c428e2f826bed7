using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Functions.Chain;
using BuyOrder.Functions.Market;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Parameters;
using BuyOrder.Functions.Rates;
using BuyOrder.Functions.Revenue;
using BuyOrder.Functions.Storage;
using BuyOrder.Functions.Tests.Market;
using BuyOrder.Functions.Tests.Servers;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>
/// The real order engine on a real chain with the real Uniswap v2, on tables in memory. Processes can be started on it and die; the tables
/// and the chain stay. Blocks are mined only when asked for, so that a test decides what is mined and what is final.
/// </summary>
internal sealed class EngineBench : IAsyncDisposable
{
    private static readonly AbiEvent Transfer = AbiEvent.Parse("Transfer(address indexed from, address indexed to, uint256 value)");

    private readonly Anvil anvil;
    private readonly HttpClient http = new();
    private readonly SwitchedNode node;
    private readonly List<EngineProcess> processes = [];
    private readonly long chainId;
    private long revenueMessages;
    private (BigInteger, BigInteger)? fullReserves;

    private EngineBench(Anvil anvil, long chainId)
    {
        this.anvil = anvil;
        this.chainId = chainId;
        node = new SwitchedNode(new JsonRpcNode(http, anvil.RpcUrl, new JsonRpcOptions { MaxReadAttempts = 1 }, TimeProvider.System));
    }

    public LocalMarket Contracts { get; private set; } = null!;

    public ITableStore Tables { get; } = new MemoryTableStore();

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    public static BusinessParameters Parameters { get; } = new()
    {
        RateBps = 1_000,
        Minimum = new Zar(100_00),
        Maximum = new Zar(1_000_000_00),
        SlippageBps = 100,
        DeviationBps = 200,
        ImpactBps = 100,
        MaxFeePerGasWei = 500_000_000_000,
        MaxPriorityFeePerGasWei = 2_000_000_000,
        ReferencePrice = Price.Parse("50.00"),
        Schedule = "* * * * * *",
        ScheduleTimeZone = "UTC",
    };

    /// <param name="servers">Starts the chain.</param>
    /// <param name="revenue">Recorded as one sale; nothing when zero.</param>
    /// <param name="parameters">Version 1 of the business parameters.</param>
    /// <param name="chainId">What the settings say; the chain itself is always 31337.</param>
    public static async Task<EngineBench> StartAsync(
        TestServers servers, Zar revenue, BusinessParameters? parameters = null, long chainId = 31337)
    {
        var anvil = await servers.StartAnvilAsync(new AnvilOptions { NoMining = true }, TestContext.Current.CancellationToken);
        var bench = new EngineBench(anvil, chainId);
        bench.Contracts = await LocalMarket.DeployAsync(bench.node, await servers.ToolsAsync(), TestContext.Current.CancellationToken);
        await bench.Tables.CreateMissingAsync([BookKeys.Table, ParameterStore.TableName], TestContext.Current.CancellationToken);
        await new ParameterStore(bench.Tables, bench.Clock).InitialiseAsync(parameters ?? Parameters, TestContext.Current.CancellationToken);
        await new BookStore(bench.Tables).InitialiseAsync(BookState.OpenedAt(bench.Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        if (revenue > Zar.Zero)
            await bench.RecordRevenueAsync(revenue);
        return bench;
    }

    /// <summary>A new process of the app on the same tables and chain.</summary>
    public EngineProcess Start(CrashPlan? plan = null)
    {
        plan ??= CrashPlan.None;
        return Start(new CrashingTables(Tables, plan), new CrashingNode(node, plan));
    }

    /// <summary>The same with its round trips counted.</summary>
    public EngineProcess Start(RoundCounter storage, RoundCounter chain) => Start(new CountedTables(Tables, storage), new CountedNode(node, chain));

    private EngineProcess Start(ITableStore tables, IEthereumNode seen)
    {
        var route = new MarketRoute(Contracts.Azr, Contracts.Zar, Contracts.Router, Contracts.Treasury, Hop: null);
        var process = new EngineProcess(
            tables,
            seen,
            route,
            new ChainOptions { ChainId = chainId, RpcUrls = [anvil.RpcUrl] },
            Contracts.Wallet.PrivateKey,
            Clock);
        processes.Add(process);
        return process;
    }

    public async Task RecordRevenueAsync(Zar amount)
    {
        using var ledger = new RevenueLedger(Tables, new LedgerOptions(), Clock);
        var message = $$"""
            { "id": "sale-{{++revenueMessages}}", "source": "course_sale", "amount": "{{amount}}", "currency": "ZAR",
              "occurredAt": "2026-11-20T10:00:00Z" }
            """;
        var intake = new RevenueIntake(ledger, new RejectedRevenue(Tables, Clock), new ExchangeRates(Tables, Clock));
        var results = await intake.RecordAsync(
            [new IncomingRevenue(Encoding.UTF8.GetBytes(message))], TestContext.Current.CancellationToken);
        Assert.Equal(RecordOutcome.Recorded, Assert.Single(results).Outcome);
    }

    /// <summary>Mines and ticks until the order ends; a stuck one fails the test.</summary>
    public async Task<OrderRecord> SettleAsync(string orderId)
    {
        var process = Start();
        for (var tick = 0; tick < 30; tick++)
        {
            if (await process.FindAsync(orderId) is { Order.IsEnded: true } ended)
                return ended;
            await MineAsync(2);
            await process.AdvanceAsync();
        }

        var stuck = (await process.FindAsync(orderId)).Order;
        throw new InvalidOperationException($"{orderId} does not end: {stuck.Phase}, {stuck.Hold}");
    }

    /// <summary>Mines, and waits until the node shows it: on a busy machine it answers before that.</summary>
    public async Task MineAsync(int blocks = 1)
    {
        var target = await HeightAsync() + (ulong)blocks;
        await AskAsync("anvil_mine", Quantity(blocks));
        for (var look = 0; look < 200 && await HeightAsync() < target; look++)
            await Task.Delay(TimeSpan.FromMilliseconds(25), TestContext.Current.CancellationToken);
        Assert.Equal(target, await HeightAsync());
    }

    /// <summary>Replaces the newest blocks by empty ones; what was in them waits again.</summary>
    public Task ReorgAsync(int depth) => AskAsync("anvil_reorg", depth.ToString(CultureInfo.InvariantCulture), "[]");

    /// <summary>Undoes the block of a purchase and all after it, however final they were.</summary>
    public async Task UndoAsync(Purchase purchase)
    {
        await ReorgAsync((int)((long)await HeightAsync() - purchase.BlockNumber + 1));
        var batch = new RpcBatch();
        var block = batch.Add(Eth.Block(BlockTag.Number((ulong)purchase.BlockNumber)));
        await node.SendAsync(batch, TestContext.Current.CancellationToken);
        Assert.NotEqual(purchase.BlockHash, block.Result?.Hash.ToString());
    }

    public Task DropAsync(string transactionHash) => AskAsync("anvil_dropTransaction", $"\"{transactionHash}\"");

    /// <summary>The next block is so much later; the host's clock goes on as well.</summary>
    public async Task SkipTimeAsync(TimeSpan span)
    {
        await AskAsync("evm_increaseTime", ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        Clock.Advance(span);
    }

    /// <summary>All blocks from now on are of the same second as the newest one, until time goes on.</summary>
    public Task HoldTimeAsync() => AskAsync("anvil_setBlockTimestampInterval", "0");

    public Task ReleaseTimeAsync() => AskAsync("anvil_removeBlockTimestampInterval");

    /// <summary>The chain's time runs ahead of the host's.</summary>
    public async Task SkipChainTimeAsync(TimeSpan span)
    {
        await AskAsync("evm_increaseTime", ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture));
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
        await node.SendAsync(batch, TestContext.Current.CancellationToken);
        var reserves = UniswapV2.GetReserves.DecodeOutput(call.Result);
        fullReserves ??= (reserves.Get<BigInteger>(0), reserves.Get<BigInteger>(1));
        var (first, second) = fullReserves.Value;
        var packed = UniswapV2Pools.IsFirst(Contracts.Azr, Contracts.Zar)
            ? (first * perMille / 1000) | (second << 112)
            : first | ((second * perMille / 1000) << 112);
        await AskAsync("anvil_setStorageAt", $"\"{Contracts.Pair}\"", Word(UniswapChain.ReservesSlot), Word(packed));
    }

    /// <summary>The contract's code is another, though it does the same.</summary>
    public async Task ChangeCodeAsync(Address contract)
    {
        var batch = new RpcBatch();
        var code = batch.Add(Eth.Code(contract, BlockTag.Latest));
        await node.SendAsync(batch, TestContext.Current.CancellationToken);
        await AskAsync("anvil_setCode", $"\"{contract}\"", $"\"{Hex.Encode([.. code.Result, 0])}\"");
    }

    /// <summary>The wallet allows the router this much before the app uses it for the first time.</summary>
    public async Task ApproveAsync(BigInteger units)
    {
        await SendFromWalletAsync(0, 20_000_000_000, Contracts.Zar, 0, Erc20.Approve.Encode(Contracts.Router, units), 100_000);
        await MineAsync(5);
    }

    public Task SetNativeBalanceAsync(BigInteger wei) => AskAsync("anvil_setBalance", $"\"{Contracts.Wallet.Address}\"", Quantity(wei));

    public void CutOffChain() => node.IsCutOff = true;

    public void RestoreChain() => node.IsCutOff = false;

    /// <summary>Somebody else uses the wallet's key for a transaction of his own.</summary>
    public async Task SendAsStrangerAsync()
    {
        var batch = new RpcBatch();
        var nonce = batch.Add(Eth.TransactionCount(Contracts.Wallet.Address, BlockTag.Latest));
        await node.SendAsync(batch, TestContext.Current.CancellationToken);
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
        await node.SendAsync(batch, TestContext.Current.CancellationToken);
        return found.Result is not null;
    }

    /// <summary>Every purchase that the chain knows, from the events of the tokens alone.</summary>
    public async Task<IReadOnlyList<ChainPurchase>> PurchasesAsync()
    {
        var batch = new RpcBatch();
        var logs = batch.Add(Eth.GetLogs(new LogFilter { Addresses = [Contracts.Zar, Contracts.Azr], FromBlock = BlockTag.Earliest, ToBlock = BlockTag.Latest }));
        await node.SendAsync(batch, TestContext.Current.CancellationToken);
        return
        [
            .. logs.Result.GroupBy(log => log.TransactionHash)
                .Select(transaction => (transaction.Key, Out: Amount(transaction, Contracts.Zar, from: Contracts.Wallet.Address), In: Amount(transaction, Contracts.Azr, to: Contracts.Treasury)))
                .Where(transaction => transaction.In > 0 || transaction.Out > 0)
                .Select(transaction => new ChainPurchase(transaction.Key.ToString(), transaction.Out, transaction.In)),
        ];
    }

    /// <summary>Ledger, order book and chain agree to the unit.</summary>
    public async Task AssertBooksAgreeAsync(int completed)
    {
        var process = Start();
        var state = await process.Book.ReadStateAsync(TestContext.Current.CancellationToken);
        var orders = (await process.Book.ListAsync(new OrderFilter(), 1000, null, TestContext.Current.CancellationToken)).Items;
        var purchases = await PurchasesAsync();

        Assert.Null(state.OpenOrderId);
        Assert.Equal(completed, state.Completed);
        Assert.Equal(completed, orders.Count(order => order.Order.Status == OrderStatus.Completed));
        Assert.Equal(orders.Sum(order => order.Order.RevenueBase.Cents), state.ConsumedBase.Cents);
        Assert.Equal(
            purchases.Select(purchase => (purchase.TransactionHash, purchase.Spent, purchase.Received)).Order(),
            orders.Select(order => order.Order.Purchase!).Select(bought => (bought.TransactionHash, bought.SpentUnits, bought.TokensAcquired)).Order());
        Assert.Equal(purchases.Aggregate(BigInteger.Zero, (sum, purchase) => sum + purchase.Received), state.TokensAcquired);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
            await process.DisposeAsync();
        http.Dispose();
        await anvil.DisposeAsync();
    }

    private async Task<ulong> HeightAsync()
    {
        var batch = new RpcBatch();
        var height = batch.Add(Eth.BlockNumber);
        await node.SendAsync(batch, TestContext.Current.CancellationToken);
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
        var signed = await transaction.SignAsync(signer, TestContext.Current.CancellationToken);
        var batch = new RpcBatch();
        var sent = batch.Add(Eth.SendRawTransaction(signed.Encoded));
        await node.SendAsync(batch, TestContext.Current.CancellationToken);
        Assert.Equal(signed.Hash, sent.Result);
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
        await node.SendAsync(batch, TestContext.Current.CancellationToken);
        Assert.True(call.Result);
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

/// <summary>What a transaction moved, by the tokens' own events, in smallest units.</summary>
internal sealed record ChainPurchase(string TransactionHash, BigInteger Spent, BigInteger Received);
