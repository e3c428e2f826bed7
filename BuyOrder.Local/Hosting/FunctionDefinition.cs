using System.Text.Json;
using BuyOrder.Local.Worker.Messages;

namespace BuyOrder.Local.Hosting;

/// <summary>One function as the worker tells of it.</summary>
/// <param name="Name">The function's.</param>
/// <param name="Trigger">What sets it off.</param>
/// <param name="Bindings">As the worker told them.</param>
internal sealed record FunctionDefinition(string Name, Trigger Trigger, IReadOnlyList<JsonElement> Bindings)
{
    /// <exception cref="FunctionAppException">A function asks for what this host does not do, or for a setting that is not there.</exception>
    public static IReadOnlyList<FunctionDefinition> ReadAll(IEnumerable<FunctionMetadata> functions, AppSettings settings) =>
        [.. functions.Select(function => Read(function, settings)).OrderBy(function => function.Name, StringComparer.Ordinal)];

    private static FunctionDefinition Read(FunctionMetadata function, AppSettings settings)
    {
        List<JsonFile> bindings = [.. function.RawBindings.Select(text => JsonFile.Parse($"Function {function.Name}", text))];
        var triggers = bindings.Where(each => each.RequiredText("type").EndsWith("Trigger", StringComparison.OrdinalIgnoreCase)).ToList();
        return triggers is [var trigger]
            ? new FunctionDefinition(function.Name, ReadTrigger(function.Name, trigger, settings), [.. bindings.Select(each => each.Json)])
            : throw new FunctionAppException($"Function {function.Name}: it must have exactly one trigger.");
    }

    private static Trigger ReadTrigger(string function, JsonFile trigger, AppSettings settings)
    {
        switch (trigger.RequiredText("type").ToUpperInvariant())
        {
            case "HTTPTRIGGER":
                var route = settings.Resolve(trigger.Text("route") ?? function, trigger.Path);
                return new HttpTrigger(route.Trim('/'), trigger.Texts("methods")?.Select(method => method.ToUpperInvariant()).ToList());

            case "TIMERTRIGGER":
                var schedule = settings.Resolve(trigger.RequiredText("schedule"), trigger.Path);
                return TimerSchedule.TryParse(schedule, out var parsed)
                    ? new TimerTrigger(parsed, trigger.Flag("useMonitor", true))
                    : throw trigger.Fault("schedule", $"six fields with seconds first, or a time span; it is \"{schedule}\"");

            case "SERVICEBUSTRIGGER":
                if (!Is(trigger, "cardinality", "many") || !Is(trigger, "dataType", "binary") || !trigger.Flag("autoCompleteMessages", true))
                    throw trigger.Fault("cardinality", "many, of a queue with dataType binary and completion by the host");
                return new QueueTrigger(settings.Resolve(trigger.RequiredText("queueName"), trigger.Path));

            default:
                throw trigger.Fault("type", $"httpTrigger, timerTrigger or serviceBusTrigger; it is \"{trigger.Text("type")}\"");
        }
    }

    private static bool Is(JsonFile trigger, string name, string value) =>
        string.Equals(trigger.Text(name), value, StringComparison.OrdinalIgnoreCase);
}
