using System.Globalization;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http;

namespace BuyOrder.Functions.Functions;

/// <summary>A message over HTTP that is larger than any message may be: 413, and nothing of the request is stored.</summary>
internal static class OversizedMessage
{
    /// <summary>Null when none is.</summary>
    public static ProblemResult? In(IReadOnlyList<ReadOnlyMemory<byte>> messages, bool isArray)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            var length = messages[index].Length;
            if (length <= RevenueMessageReader.MaxBytes)
                continue;
            var message = isArray ? string.Create(CultureInfo.InvariantCulture, $"Message [{index}]") : "The message";
            return ProblemResult.TooLarge(string.Create(
                CultureInfo.InvariantCulture, $"{message} has {length} bytes; at most {RevenueMessageReader.MaxBytes} are allowed."));
        }
        return null;
    }
}
