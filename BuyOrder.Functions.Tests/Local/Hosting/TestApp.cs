using System.Text.Json;
using BuyOrder.Local.Hosting;

namespace BuyOrder.Functions.Tests.Local.Hosting;

/// <summary>
/// A function app in a folder of its own, with a handler (handler.mjs) that does what a test tells it and keeps a record.
/// </summary>
internal sealed class TestApp : IDisposable
{
    public TestApp()
    {
        Folder = Directory.CreateTempSubdirectory("buyorder-app-").FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Local", "Hosting", "handler.mjs"), Path.Combine(Folder, "handler.mjs"));
        HostJson();
    }

    public string Folder { get; }

    public void HostJson(string more = "", int batchSize = 4, string functionTimeout = "00:01:00") => File.WriteAllText(
        Path.Combine(Folder, "host.json"),
        $$"""
        {
          "version": "2.0", // as in the real file
          "functionTimeout": "{{functionTimeout}}",
          "customHandler": {
            "description": { "defaultExecutablePath": "handler.mjs", "workingDirectory": "", "arguments": ["one", "two words"] },
            "enableForwardingHttpRequest": true,
            "initializationTimeout": "00:00:20"
          },
          "extensions": { "http": { "routePrefix": "api" }, "serviceBus": { "maxMessageBatchSize": {{batchSize}} } }{{more}}
        }
        """);

    public TestApp Function(string name, string bindings)
    {
        Directory.CreateDirectory(Path.Combine(Folder, name));
        File.WriteAllText(Path.Combine(Folder, name, "function.json"), $$"""{ "bindings": [ {{bindings}} ] }""");
        return this;
    }

    public TestApp Http(string name, string route, string methods = """["get"]""") => Function(
        name,
        $$"""
        { "type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "function", "methods": {{methods}}, "route": "{{route}}" },
        { "type": "http", "direction": "out", "name": "res" }
        """);

    public TestApp Timer(string name, string schedule) => Function(
        name, $$"""{ "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "{{schedule}}" }""");

    public TestApp Queue(string name, string queue) => Function(
        name,
        $$"""
        { "type": "serviceBusTrigger", "direction": "in", "name": "messages", "queueName": "{{queue}}", "connection": "Bus",
          "cardinality": "many", "dataType": "binary" }
        """);

    public FunctionApp Read(params (string Name, string Value)[] settings) =>
        FunctionApp.Read(Folder, new AppSettings(settings.ToDictionary(each => each.Name, each => each.Value)));

    /// <summary>What the handler answers to triggers from now on, by its name in handler.mjs.</summary>
    public void Answer(string name) => Tell("answer", name);

    public void Tell(string file, string text)
    {
        // In one step, so that the handler never reads half of it.
        var path = Path.Combine(Folder, file);
        File.WriteAllText($"{path}.new", text);
        File.Move($"{path}.new", path, overwrite: true);
    }

    /// <summary>What the handler wrote to a file; empty if there is none.</summary>
    public string Text(string file) => File.Exists(Path.Combine(Folder, file)) ? File.ReadAllText(Path.Combine(Folder, file)) : "";

    /// <summary>Every call so far, over all lives of the handler.</summary>
    public IReadOnlyList<JsonElement> Calls() => Lines("calls.jsonl");

    /// <summary>Every start so far: pid, cwd, arguments, env.</summary>
    public IReadOnlyList<JsonElement> Starts() => Lines("starts.jsonl");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private List<JsonElement> Lines(string file)
    {
        var path = Path.Combine(Folder, file);
        return File.Exists(path) ? [.. File.ReadAllLines(path).Select(line => JsonElement.Parse(line))] : [];
    }
}
