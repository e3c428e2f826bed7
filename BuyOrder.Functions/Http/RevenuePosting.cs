using System.Runtime.InteropServices;
using System.Text.Json;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;

namespace BuyOrder.Functions.Http;

/// <summary>Takes one message of the queue, or an array, from the body of a call. All are judged before any is stored.</summary>
internal static class RevenuePosting
{
    public const int MaxMessages = 1000;
    public const int MaxBodyBytes = 4 * 1024 * 1024;

    public static async Task<IResult> RecordAsync(HttpRequest request, RevenueIntake intake, CancellationToken cancellation)
    {
        var body = await BodyReader.ReadAsync(request, MaxBodyBytes, cancellation);
        using var array = IsArray(body.Span) ? BodyReader.Parse(body) : null;
        IReadOnlyList<ReadOnlyMemory<byte>> messages = array is null
            ? [body]
            : [.. array.RootElement.EnumerateArray().Select(Raw)];
        if (messages.Count is 0 or > MaxMessages)
            return ProblemResult.Invalid("body", $"Must hold 1 to {MaxMessages} messages; it holds {messages.Count}.");

        var readings = await intake.ReadAsync(messages, cancellation);
        if (Faults(readings, isArray: array is not null) is { Count: > 0 } faults)
            return OfFaults(readings, faults);

        var delivery = new DeliveryInfo(DeliveryInfo.Http);
        var results = await intake.RecordAsync(
            [.. messages.Select(message => new IncomingRevenue(message, delivery))], readings, cancellation);
        return Answer(messages, results, isArray: array is not null);
    }

    /// <summary>A single message that is refused is a problem; of an array each has its own result.</summary>
    private static IResult Answer(IReadOnlyList<ReadOnlyMemory<byte>> messages, IReadOnlyList<RecordResult> results, bool isArray)
    {
        if (!isArray && results[0].Rejection is { } refused)
        {
            var byLimit = RejectionReason.CanBeAccepted(refused.Reason);
            return ProblemResult.RevenueRefused(byLimit, refused.Reason, refused.Detail, RejectedId(messages[0]));
        }
        return TypedResults.Json(
            new RecordingResponse([.. results.Zip(messages, Item)]),
            ApiJson.Default.RecordingResponse,
            statusCode: results.Any(result => result.Rejection is not null) ? StatusCodes.Status207MultiStatus : StatusCodes.Status200OK);
    }

    private static RecordingResponse.Item Item(RecordResult result, ReadOnlyMemory<byte> message) => new(
        result.Id, Words.Of(result.Outcome), result.Reason, result.Detail, result.Rejection is null ? null : RejectedId(message));

    private static string RejectedId(ReadOnlyMemory<byte> message) => Sha256Hash.Of(message.Span).ToString();

    // As it was sent, to the last digit of a number.
    private static ReadOnlyMemory<byte> Raw(JsonElement message) => JsonMarshal.GetRawUtf8Value(message).ToArray();

    /// <summary>Messages that are too large and nothing else are a 413, which names them; any other fault is a 400.</summary>
    private static ProblemResult OfFaults(IReadOnlyList<RevenueReading> readings, Dictionary<string, string[]> faults) =>
        readings.Count(reading => reading is RevenueReading.Rejected { Rejection.Reason: RejectionReason.TooLarge }) == faults.Count
            ? ProblemResult.TooLarge(faults)
            : ProblemResult.Invalid(faults);

    /// <summary>
    /// Per faulty member, <c>amount</c> or <c>[3].amount</c>; one at fault as a whole is <c>body</c> or <c>[3]</c>. What is beyond a limit is
    /// no fault of form.
    /// </summary>
    private static Dictionary<string, string[]> Faults(IReadOnlyList<RevenueReading> readings, bool isArray)
    {
        var faults = new Dictionary<string, string[]>();
        for (var index = 0; index < readings.Count; index++)
        {
            if (readings[index] is not RevenueReading.Rejected { Rejection: var rejection } || RejectionReason.CanBeAccepted(rejection.Reason))
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
