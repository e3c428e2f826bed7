using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace BuyOrder.Domain.Revenue;

/// <summary>Reads a revenue message (design: JSON, UTF-8, at most 32 KiB) or says why it can never become an entry.</summary>
/// <remarks>
/// A leading byte order mark is skipped, as RFC 8259, section 8.1, allows. The first fault found is the one reported. A message that could
/// be read and breaks only a rule for new entries is given with its rejection: it may be a repeat of an entry from before that rule.
/// </remarks>
public static class RevenueMessageReader
{
    public const int MaxBytes = 32 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static bool TryRead(
        ReadOnlySpan<byte> body,
        [NotNullWhen(true)] out RevenueMessage? message,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        message = null;
        if (body.Length > MaxBytes)
        {
            rejection = new(RejectionReason.TooLarge, null, $"The message has {body.Length} bytes; at most {MaxBytes} are allowed.");
            return false;
        }
        if (!Utf8.IsValid(body))
        {
            rejection = new(RejectionReason.InvalidJson, null, "The message is not UTF-8.");
            return false;
        }
        var members = new MessageMembers();
        var json = body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        rejection = ReadMembers(json, members);
        if (rejection is not null || !MessageRules.TryBuild(members, out message, out rejection))
            return false;
        rejection = NewEntryRules.Check(message, json);
        return rejection is null;
    }

    private static Rejection? ReadMembers(ReadOnlySpan<byte> json, MessageMembers members)
    {
        try
        {
            return members.Read(json);
        }
        catch (JsonException e)
        {
            var place = $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            return new(RejectionReason.InvalidJson, null, $"The message is not one JSON value nested at most 64 deep: see {place}.");
        }
    }
}
