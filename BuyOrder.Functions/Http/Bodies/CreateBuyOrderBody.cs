using System.Text.Json;

namespace BuyOrder.Functions.Http.Bodies;

/// <summary>The body of a manual run: <c>{ "dryRun": true, "note": "…" }</c>, both optional; no body at all is allowed too.</summary>
/// <param name="DryRun">Decide as a run would, write nothing.</param>
/// <param name="Note">Free text that is kept with the order; part of what an idempotency key is bound to.</param>
internal sealed record CreateBuyOrderBody(bool DryRun, string? Note)
{
    public const int MaxBytes = 16 * 1024;
    public const int MaxNoteLength = 500;

    /// <exception cref="RequestException">400: not JSON, not an object, a member of another name or type.</exception>
    public static CreateBuyOrderBody Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
            return new CreateBuyOrderBody(DryRun: false, Note: null);

        using var document = BodyReader.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw Refused("body", "Must be a JSON object.");
        var (dryRun, note) = (false, (string?)null);
        var seen = new HashSet<string>();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (!seen.Add(member.Name))
                throw Refused(member.Name, "Must not be there twice.");
            switch (member.Name)
            {
                case "dryRun":
                    dryRun = member.Value.ValueKind switch
                    {
                        JsonValueKind.True => true,
                        JsonValueKind.False => false,
                        _ => throw Refused("dryRun", "Must be true or false."),
                    };
                    break;
                case "note":
                    note = ReadNote(member.Value);
                    break;
                default:
                    throw Refused(Shown(member.Name), "There is no such member; allowed are dryRun and note.");
            }
        }
        return new CreateBuyOrderBody(dryRun, note);
    }

    private static string? ReadNote(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        var note = value.ValueKind == JsonValueKind.String && TryText(value, out var text) ? text : null;
        return note is { Length: >= 1 and <= MaxNoteLength } && !note.Any(char.IsControl)
            ? note
            : throw Refused("note", $"Must be a text of 1 to {MaxNoteLength} characters without control characters.");
    }

    /// <summary>False for a text that holds half a surrogate pair.</summary>
    private static bool TryText(JsonElement value, out string? text)
    {
        try
        {
            text = value.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    private static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "…";

    private static RequestException Refused(string member, string fault) => new(ProblemResult.Invalid(member, fault));
}
