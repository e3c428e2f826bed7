using System.Text.Json;

namespace BuyOrder.Local.Hosting;

/// <summary>One function: a folder of the app with its function.json.</summary>
internal sealed record FunctionDefinition(string Name, Trigger Trigger, JsonElement Json)
{
    /// <exception cref="FunctionAppException">function.json is broken, or asks for what this host does not do.</exception>
    public static FunctionDefinition Read(string folder, AppSettings settings)
    {
        var name = Path.GetFileName(folder);
        var file = JsonFile.Read(Path.Combine(folder, "function.json"));
        var bindings = file.Items("bindings");
        var triggers = bindings.Where(each => each.RequiredText("type").EndsWith("Trigger", StringComparison.OrdinalIgnoreCase)).ToList();
        if (triggers is not [var trigger])
            throw file.Fault("bindings", "an array with exactly one trigger");
        return new FunctionDefinition(name, ReadTrigger(name, trigger, bindings, settings), file.Json);
    }

    private static Trigger ReadTrigger(string function, JsonFile trigger, IReadOnlyList<JsonFile> bindings, AppSettings settings)
    {
        var binding = trigger.RequiredText("name");
        switch (trigger.RequiredText("type").ToUpperInvariant())
        {
            case "HTTPTRIGGER":
                // With any other binding the host would send an envelope instead of the request: no function here wants that.
                if (bindings.Count != 2 || !bindings.Any(each => each.RequiredText("type") == "http" && each.Text("direction") == "out"))
                    throw trigger.Fault("bindings", "the HTTP trigger and one HTTP output, so that the request itself is passed on");
                var route = settings.Resolve(trigger.Text("route") ?? function, trigger.Path);
                var methods = trigger.Texts("methods")?.Select(method => method.ToUpperInvariant()).ToList();
                return new HttpTrigger(binding, route.Trim('/'), methods);

            case "TIMERTRIGGER":
                var schedule = settings.Resolve(trigger.RequiredText("schedule"), trigger.Path);
                return TimerSchedule.TryParse(schedule, out var parsed)
                    ? new TimerTrigger(binding, parsed, trigger.Flag("useMonitor", true))
                    : throw trigger.Fault("schedule", $"six fields with seconds first, or a time span; it is \"{schedule}\"");

            case "SERVICEBUSTRIGGER":
                if (trigger.Text("cardinality") != "many" || trigger.Text("dataType") != "binary"
                    || !trigger.Flag("autoCompleteMessages", true))
                    throw trigger.Fault("bindings", "a queue with cardinality many, dataType binary and completion by the host");
                return new QueueTrigger(binding, settings.Resolve(trigger.RequiredText("queueName"), trigger.Path));

            default:
                throw trigger.Fault("type", $"httpTrigger, timerTrigger or serviceBusTrigger; it is \"{trigger.Text("type")}\"");
        }
    }
}
