using System.Diagnostics;
using System.Text.Json;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Local.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// What the Functions host offers its administrator, as far as it makes sense on a laptop, and the figures of the local queues. No
/// keys here.
/// </summary>
internal static class AdminEndpoints
{
    private const int MaxInputBytes = 4 * 1024 * 1024;
    private static readonly long Started = Stopwatch.GetTimestamp();

    public static void MapAdmin(this IEndpointRouteBuilder routes, HostSettings settings, Func<FunctionRunner> runner, Func<IEnumerable<IMessageQueue>> queues)
    {
        routes.MapGet("/admin/functions", context => WriteAsync(context, json => WriteFunctions(json, runner(), settings, context.Request)));
        routes.MapGet("/admin/functions/{name}", context => DescribeAsync(context, settings, runner()));
        routes.MapPost("/admin/functions/{name}", context => InvokeAsync(context, runner()));
        routes.MapGet("/admin/host/status", context => WriteAsync(context, WriteStatus));
        routes.MapMethods("/admin/host/ping", ["GET", "POST"], _ => Task.CompletedTask);
        routes.MapGet("/admin/local/queues", context => WriteAsync(context, json => WriteQueues(json, queues())));
    }

    private static FunctionDefinition? Find(HttpContext context, FunctionRunner runner) =>
        runner.Functions.FirstOrDefault(each => Is(each.Name, (string?)context.GetRouteValue("name")));

    private static bool Is(string name, string? given) => string.Equals(name, given, StringComparison.OrdinalIgnoreCase);

    private static Task DescribeAsync(HttpContext context, HostSettings settings, FunctionRunner runner) =>
        Find(context, runner) is { } function
            ? WriteAsync(context, json => WriteFunction(json, function, settings, context.Request))
            : RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such function.");

    /// <summary>Answers 202 when it will be: the invocation comes later, and only the log tells how it went.</summary>
    private static async Task InvokeAsync(HttpContext context, FunctionRunner runner)
    {
        if (Find(context, runner) is not { } function)
            await RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such function.");
        else if (function.Trigger is HttpTrigger)
            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"{function.Name} is called by its route.");
        else if (await ReadInputAsync(context, textRequired: function.Trigger is QueueTrigger) is not { } input)
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body must be {\"input\": \"text\"}.");
        else
            context.Response.StatusCode = await runner.InvokeAsync(function, input, context.RequestAborted)
                ? StatusCodes.Status202Accepted
                : StatusCodes.Status429TooManyRequests;
    }

    /// <summary>
    /// The text of <c>{"input": "text"}</c>, null if the body is something else. Where no text is required it may be missing, or
    /// null.
    /// </summary>
    private static async Task<string?> ReadInputAsync(HttpContext context, bool textRequired)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MaxInputBytes;
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            var input = document.RootElement.EnumerateObject().LastOrDefault(each => Is(each.Name, "input"));
            return input.Value.ValueKind switch
            {
                JsonValueKind.String => input.Value.GetString(),
                JsonValueKind.Undefined or JsonValueKind.Null when !textRequired => "",
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a string with half a surrogate pair, which no message body in UTF-8 can carry.
            return null;
        }
    }

    private static void WriteFunctions(Utf8JsonWriter json, FunctionRunner runner, HostSettings settings, HttpRequest request)
    {
        json.WriteStartArray();
        foreach (var function in runner.Functions)
            WriteFunction(json, function, settings, request);
        json.WriteEndArray();
    }

    private static void WriteFunction(Utf8JsonWriter json, FunctionDefinition function, HostSettings settings, HttpRequest request)
    {
        var origin = $"{request.Scheme}://{request.Host}";
        json.WriteStartObject();
        json.WriteString("name", function.Name);
        json.WriteString("href", $"{origin}/admin/functions/{function.Name}");
        if (function.Trigger is HttpTrigger http)
            json.WriteString("invoke_url_template", $"{origin}{settings.RouteOf(http)}");
        json.WriteBoolean("isDisabled", false);
        json.WriteStartObject("config");
        json.WriteStartArray("bindings");
        foreach (var binding in function.Bindings)
            binding.WriteTo(json);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", "local");
        json.WriteString("state", "Running");
        json.WriteString("version", HostVersion.Text);
        json.WriteNumber("processUptime", (long)Stopwatch.GetElapsedTime(Started).TotalMilliseconds);
        json.WriteEndObject();
    }

    private static void WriteQueues(Utf8JsonWriter json, IEnumerable<IMessageQueue> queues)
    {
        json.WriteStartObject();
        foreach (var queue in queues)
        {
            var figures = queue.Figures;
            json.WriteStartObject(queue.Name);
            json.WriteNumber("active", figures.Active);
            json.WriteNumber("completed", figures.Completed);
            json.WriteNumber("deadLettered", figures.DeadLettered);
            json.WriteNumber("deliveries", figures.Deliveries);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        write(json);
        await json.FlushAsync(context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(detail, context.RequestAborted);
    }
}
