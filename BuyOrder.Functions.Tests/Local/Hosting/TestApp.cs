using System.Collections.Concurrent;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.Worker.Messages;

namespace BuyOrder.Functions.Tests.Local.Hosting;

/// <summary>An app in a folder of its own, whose worker says and does what a test wants of it (see <see cref="TestWorker"/>).</summary>
internal sealed class TestApp : IDisposable
{
    private const string Program = "worker.sh";

    public TestApp()
    {
        Folder = Directory.CreateTempSubdirectory("buyorder-app-").FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Local", "Hosting", Program), Path.Combine(Folder, Program));
        File.WriteAllText(
            Path.Combine(Folder, "worker.config.json"),
            $$"""{ "description": { "language": "dotnet-isolated", "defaultExecutablePath": "{WorkerRoot}{{Program}}" } }""");
        HostJson();
    }

    public string Folder { get; }

    /// <summary>What the worker tells of its functions.</summary>
    public List<FunctionMetadata> Functions { get; } = [];

    /// <summary>What it makes of each invocation; a task that never ends is a function that hangs.</summary>
    public Func<InvocationRequest, Task<StatusResult>> Answer { get; set; } = _ => Task.FromResult(Done());

    /// <summary>Every invocation so far, over all lives of the worker.</summary>
    public ConcurrentQueue<InvocationRequest> Calls { get; } = [];

    /// <summary>Every invocation that it was asked to cancel.</summary>
    public ConcurrentQueue<string> Cancelled { get; } = [];

    /// <summary>How often it was told to end.</summary>
    public ConcurrentQueue<WorkerTerminate> Terminated { get; } = [];

    public static StatusResult Done() => new() { Status = StatusResult.Types.Status.Success };

    public static StatusResult Thrown(string message) =>
        new() { Status = StatusResult.Types.Status.Failure, Exception = new RpcException { Message = message } };

    public static Task<StatusResult> Hangs(InvocationRequest request) => new TaskCompletionSource<StatusResult>().Task;

    public void HostJson(int batchSize = 4, string functionTimeout = "00:01:00") => File.WriteAllText(
        Path.Combine(Folder, "host.json"),
        $$"""
        {
          "version": "2.0", // as in the real file
          "functionTimeout": "{{functionTimeout}}",
          "extensions": { "http": { "routePrefix": "api" }, "serviceBus": { "maxMessageBatchSize": {{batchSize}} } }
        }
        """);

    public TestApp Function(string name, string trigger, string type, string binding)
    {
        var function = new FunctionMetadata { Name = name, FunctionId = $"id-of-{name}", RawBindings = { trigger } };
        function.Bindings.Add(binding, new BindingInfo { Type = type });
        Functions.Add(function);
        return this;
    }

    public TestApp Http(string name, string route, string methods = """["get"]""") => Function(
        name,
        $$"""{ "name": "req", "type": "httpTrigger", "direction": "In", "authLevel": "Function", "methods": {{methods}}, "route": "{{route}}" }""",
        "httpTrigger",
        "req");

    public TestApp Timer(string name, string schedule) => Function(
        name, $$"""{ "name": "timer", "type": "timerTrigger", "direction": "In", "schedule": "{{schedule}}" }""", "timerTrigger", "timer");

    public TestApp Queue(string name, string queue) => Function(
        name,
        $$"""
        { "name": "messages", "type": "serviceBusTrigger", "direction": "In", "queueName": "{{queue}}", "connection": "Bus",
          "cardinality": "Many", "dataType": "Binary" }
        """,
        "serviceBusTrigger",
        "messages");

    public FunctionApp Read(params (string Name, string Value)[] settings) =>
        FunctionApp.Read(Folder, new AppSettings(settings.ToDictionary(each => each.Name, each => each.Value)));

    public void RefuseStarts() => File.WriteAllText(Path.Combine(Folder, "refuse-start"), "");

    /// <summary>The process that runs ends with this code.</summary>
    public void Exit(int code)
    {
        // In one step, so that the process never reads half of it.
        var path = Path.Combine(Folder, "exit");
        File.WriteAllText($"{path}.new", $"{code}");
        File.Move($"{path}.new", path);
    }

    /// <summary>Process ids of the starts so far.</summary>
    public IReadOnlyList<int> Starts() =>
        [.. Directory.GetFiles(Folder, "start-*").Select(file => int.Parse(Path.GetFileName(file)["start-".Length..]))];

    public IReadOnlyList<string> ArgumentsOf(int process) => File.ReadAllLines(Path.Combine(Folder, $"start-{process}"));

    public Dictionary<string, string> EnvironmentOf(int process) => File.ReadAllLines(Path.Combine(Folder, $"env-{process}"))
        .Where(line => line.Contains('=', StringComparison.Ordinal))
        .Select(line => line.Split('=', 2))
        .GroupBy(parts => parts[0]).ToDictionary(parts => parts.Key, parts => parts.First()[1]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
