using System.Text.Json;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Tests.Docs;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Functions;

/// <summary>What the build tells the Functions host of our functions is what <c>docs/functions.txt</c> says, line by line.</summary>
public sealed class FunctionListTests
{
    private static readonly JsonElement[] Emitted =
        [.. JsonElement.Parse(File.ReadAllBytes(Path.Combine(BuiltApp.Folder, "functions.metadata"))).EnumerateArray()];

    [Fact]
    public void Every_function_is_declared_as_it_is_listed() =>
        Assert.Equal(File.ReadLines(RepositoryFiles.At("docs/functions.txt")), Emitted.Select(Line).OrderBy(Place, StringComparer.Ordinal));

    [Fact]
    public void Only_health_is_open_without_a_key() => Assert.Equal(
        ["GetHealth", "GetHealthLive"],
        Emitted.Where(function => Level(Trigger(function)) == "anonymous").Select(Name).Order());

    [Fact]
    public void Only_health_and_version_answer_while_the_app_is_starting() => Assert.Equal(
        ["GetHealth", "GetHealthDetails", "GetHealthLive", "GetVersion"],
        Emitted.Where(function => Text(Trigger(function), "type") == "httpTrigger")
            .Where(function => !HttpFunction.At(Text(function, "entryPoint")).MustBeReady)
            .Select(Name)
            .Order());

    [Fact]
    public void Every_level_is_one_that_the_host_knows() => Assert.All(
        Emitted.Select(Trigger).Where(trigger => Text(trigger, "type") == "httpTrigger"),
        trigger => Assert.Contains(Level(trigger), (string[])["anonymous", "function"]));

    [Fact]
    public void No_route_begins_with_the_hosts_own_word() => Assert.All(
        Emitted.Select(Trigger).Where(trigger => Text(trigger, "type") == "httpTrigger"),
        trigger => Assert.DoesNotMatch("^admin", Text(trigger, "route")));

    [Fact]
    public void Host_finds_what_it_needs_beside_the_functions() => Assert.All(
        (string[])["host.json", "extensions.json", "worker.config.json", ".azurefunctions"],
        name => Assert.True(Path.Exists(Path.Combine(BuiltApp.Folder, name)), $"{name} is missing in {BuiltApp.Folder}."));

    private static string Line(JsonElement function)
    {
        var trigger = Trigger(function);
        var what = Text(trigger, "type") switch
        {
            "timerTrigger" => $"timer        {Text(trigger, "schedule")}",
            "serviceBusTrigger" => $"serviceBus   queue {Text(trigger, "queueName")}, connection {Text(trigger, "connection")}, "
                + $"cardinality {Lower(trigger, "cardinality")}, dataType {Lower(trigger, "dataType")}",
            "httpTrigger" => $"http         {trigger.GetProperty("methods").EnumerateArray().Single().GetString(),-5}{Level(trigger),-11}{Text(trigger, "route")}",
            var other => other,
        };
        return $"{Name(function),-28}{what}";
    }

    /// <summary>The queue, the timers, then the paths of the API in their order.</summary>
    private static string Place(string line)
    {
        var (name, kind, rest) = (line[..28], line[28..41], line[41..]);
        return kind.StartsWith("http", StringComparison.Ordinal)
            ? $"3 {rest[16..]} {rest[..5]}"
            : $"{(kind.StartsWith("timer", StringComparison.Ordinal) ? 2 : 1)} {name}";
    }

    private static JsonElement Trigger(JsonElement function) =>
        Assert.Single(function.GetProperty("bindings").EnumerateArray(), binding => Text(binding, "type").EndsWith("Trigger", StringComparison.Ordinal));

    private static string Name(JsonElement function) => Text(function, "name");

    private static string Level(JsonElement trigger) => trigger.TryGetProperty("authLevel", out var level) ? level.GetString()!.ToLowerInvariant() : "";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Lower(JsonElement element, string name) => Text(element, name).ToLowerInvariant();
}
