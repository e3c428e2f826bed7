using System.Runtime.InteropServices;
using System.Text.Json;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Shapes;
using BuyOrder.Functions.Revenue;

namespace BuyOrder.Functions.Functions;

/// <summary>The messages of the queue, one or an array, over HTTP. All are judged before any is stored.</summary>
internal static class RecordRevenueOverHttp
{
    public const int MaxMessages = 1000;
    public const int MaxBodyBytes = 4 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/revenue", HandleAsync).WithName(nameof(RecordRevenueOverHttp));

    private static async Task<IResult> HandleAsync(HttpRequest request, RevenueIntake intake, CancellationToken cancellation)
    {
        var body = await BodyReader.ReadAsync(request, MaxBodyBytes, cancellation);
        using var array = IsArray(body.Span) ? BodyReader.Parse(body) : null;
        IReadOnlyList<ReadOnlyMemory<byte>> messages = array is null
            ? [body]
            : [.. array.RootElement.EnumerateArray().Select(Raw)];
        if (messages.Count is 0 or > MaxMessages)
            return ProblemResult.Invalid("body", $"Must hold 1 to {MaxMessages} messages; it holds {messages.Count}.");
        if (OversizedMessage.In(messages, isArray: array is not null) is { } oversized)
            return oversized;

        var readings = await intake.ReadAsync(messages, cancellation);
        if (Faults(readings, isArray: array is not null) is { Count: > 0 } faults)
            return ProblemResult.Invalid(faults);

        var delivery = new DeliveryInfo(DeliveryInfo.Http);
        var results = await intake.RecordAsync(
            [.. messages.Select(message => new IncomingRevenue(message, delivery))], readings, cancellation);
        return TypedResults.Json(
            new RecordingShape([.. results.Select(result =>
                new RecordingShape.Item(result.Id, Words.Of(result.Outcome), result.Reason, result.Detail))]),
            ApiJson.Default.RecordingShape);
    }

    // As it was sent, to the last digit of a number.
    private static ReadOnlyMemory<byte> Raw(JsonElement message) => JsonMarshal.GetRawUtf8Value(message).ToArray();

    /// <summary>Per faulty member, <c>amount</c> or <c>[3].amount</c>; one at fault as a whole is <c>body</c> or <c>[3]</c>.</summary>
    private static Dictionary<string, string[]> Faults(IReadOnlyList<RevenueReading> readings, bool isArray)
    {
        var faults = new Dictionary<string, string[]>();
        for (var index = 0; index < readings.Count; index++)
        {
            if (readings[index].Rejection is not { } rejection)
                continue;
            var member = (isArray, rejection.Member) switch
            {
                (true, { } name) => $"[{index}].{name}",
                (true, null) => $"[{index}]",
                (false, var name) => name ?? "body",
            };
            faults[member] = [rejection.Detail];
        }
        return faults;
    }

    private static bool IsArray(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];
}
