using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Settings;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Settings;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Functions.Tests.Functions.BadNodes;

/// <summary>
/// The app composed as it composes itself, on tables in memory, with its real JSON-RPC client on nodes of a model chain. Its functions are
/// called without a server between, and time passes only when it is told to.
/// </summary>
internal sealed class AppOnModelChain : IAsyncDisposable
{
    private readonly IHost app;
    private readonly List<ModelNode> nodes;
    private int sales;

    private AppOnModelChain(IHost app, Clockwork clock, ModelChain chain, List<ModelNode> nodes, List<ModelWire> wires)
    {
        this.app = app;
        (Clock, Chain, this.nodes, Wires) = (clock, chain, nodes, wires);
    }

    /// <summary>What went wrong inside of it; empty if nothing did.</summary>
    public string Failures => app.Services.GetRequiredService<FailureLog>().ToString();

    public Clockwork Clock { get; }

    public ModelChain Chain { get; }

    public IReadOnlyList<ModelWire> Wires { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string NameOf(int node) => $"node{node}.example:8545";

    public static async Task<AppOnModelChain> StartAsync(int nodeCount, Probing probing = Probing.ByOverride)
    {
        var clock = new Clockwork();
        var chain = new ModelChain(clock);
        var gate = new Lock();
        List<ModelNode> nodes = [];
        for (var number = 0; number < nodeCount; number++)
            nodes.Add(new ModelNode(NameOf(number), chain.Head, new ModelNodeFaults(new Random(number)), Gossip) { IsFaulty = false, Probing = probing });

        List<ModelWire> wires = [.. nodes.Select(node => new ModelWire(node, clock, gate))];
        var started = new AppOnModelChain(Build(clock, wires), clock, chain, nodes, wires);
        foreach (var step in started.app.Services.GetServices<StartUpStep>())
            await step.RunAsync(Cancellation);
        started.app.Services.GetRequiredService<Readiness>().Set();
        started.Mine(5);
        return started;

        void Gossip(ModelTransaction transaction) => nodes.ForEach(node => node.Hear(transaction));
    }

    public ValueTask DisposeAsync() => ((IAsyncDisposable)app).DisposeAsync();

    public async Task SellAsync(Zar amount)
    {
        var message = $$"""
            { "id": "sale-{{++sales}}", "source": "course_sale", "amount": "{{amount}}", "currency": "ZAR", "occurredAt": "2026-11-20T10:00:00Z" }
            """;
        var results = await app.Services.GetRequiredService<RevenueIntake>().RecordAsync(
            [new IncomingRevenue(Encoding.UTF8.GetBytes(message))], Cancellation);
        Assert.Equal(RecordOutcome.Recorded, Assert.Single(results).Outcome);
    }

    /// <summary>Blocks with what the nodes have in their pools.</summary>
    public void Mine(int blocks)
    {
        for (; blocks > 0; blocks--)
        {
            Clock.Advance(TimeSpan.FromSeconds(ModelChain.BlockSeconds));
            Chain.Mine(nodes[0].Pool);
            nodes.ForEach(node => node.Follow(Chain.Head));
        }
    }

    /// <summary>Another holder of the wallet's key uses its next nonce, finally.</summary>
    public void Steal()
    {
        var theirs = ModelTransaction.OfStranger(Chain);
        nodes.ForEach(node => node.Hear(theirs));
        Mine((int)ModelChain.FinalDepth + 1);
    }

    public Task<TreasuryState> StateAsync() => app.Services.GetRequiredService<OrderQueries>().ReadStateAsync(Cancellation);

    public Task<(int Status, JsonNode Body)> GetAsync(string function) => CallAsync(function, HttpMethods.Get, "");

    public Task<(int Status, JsonNode Body)> RunAsync(string key) =>
        CallAsync("CreateBuyOrder", HttpMethods.Post, "", (IdempotencyKey.Header, key));

    public Task<(int Status, JsonNode Body)> DryRunAsync() => CallAsync("CreateBuyOrder", HttpMethods.Post, """{"dryRun":true}""");

    public Task<(int Status, JsonNode Body)> PostAsync(string function, string body) => CallAsync(function, HttpMethods.Post, body);

    /// <summary>What a timer's tick fails with; null when it does not.</summary>
    public ValueTask<Exception?> TickAsync(string function) =>
        Record.ExceptionAsync(() => FunctionMethods.TickAsync(app.Services, function, Cancellation));

    private static IHost Build(Clockwork clock, List<ModelWire> wires)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var given = SampleSettings.Read();
        given["BuyOrder__ShardCount"] = "1";
        given["BuyOrder__Token"] = ModelContracts.Token.ToString();
        given["BuyOrder__Stablecoin"] = ModelContracts.Stablecoin.ToString();
        given["BuyOrder__Router"] = ModelContracts.Router.ToString();
        given["BuyOrder__Recipient"] = ModelContracts.Treasury.ToString();
        given["BuyOrder__Confirmations"] = $"{ModelChain.FinalDepth}";
        given["BuyOrder__InitialParameters__Schedule"] = "0 */20 * * * *";
        given["BuyOrder__InitialParameters__ScheduleTimeZone"] = "UTC";
        builder.Configuration.AddInMemoryCollection(given.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value)));
        var reader = new SettingsReader(builder.Configuration);
        var settings = DeploymentSettings.Read(reader) ?? throw new InvalidOperationException(string.Join(", ", reader.Faults));
        var failures = new FailureLog();
        builder.Logging.AddProvider(failures);
        builder.Services.AddSingleton(failures);
        builder.Services.AddBuyOrder(settings);
        builder.Services.AddSingleton<ITableStore>(new MemoryTableStore());
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<ISigners>(new ModelSigners());
        builder.Services.AddSingleton<IReadOnlyList<IEthereumNode>>(
            [.. wires.Select((wire, number) => (IEthereumNode)new JsonRpcNode(
                new HttpClient(wire), new Uri($"http://{NameOf(number)}"), ChainOptions.Node with { MaxAnswerBytes = BadAnswer.MaxBytes }, clock))]);
        return builder.Build();
    }

    private async Task<(int Status, JsonNode Body)> CallAsync(
        string function, string method, string body, params IReadOnlyList<(string Name, string Value)> headers)
    {
        var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = app.Services, RequestAborted = Cancellation };
        context.Request.Method = method;
        context.Request.QueryString = new QueryString(function == "ListRuns" ? "?pageSize=1000" : "");
        context.Request.ContentType = MediaTypeNames.Application.Json;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        foreach (var (name, value) in headers)
            context.Request.Headers[name] = value;
        context.Response.Body = answer;
        await FunctionMethods.AnswerAsync(app.Services, function, context);
        return (context.Response.StatusCode, JsonNode.Parse(answer.ToArray())!);
    }

    private sealed class ModelSigners : ISigners
    {
        public bool MaySignFor(ulong chainId) => true;

        public ValueTask<ITransactionSigner> CurrentAsync(CancellationToken cancellation) => ValueTask.FromResult<ITransactionSigner>(ModelKey.Versions[0]);

        public ValueTask<ITransactionSigner> ForKeyAsync(string keyId, CancellationToken cancellation) => CurrentAsync(cancellation);
    }
}
