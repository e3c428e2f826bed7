using System.Diagnostics.CodeAnalysis;

namespace BuyOrder.Domain.Parameters;

/// <summary>Words of payment services for the status of a payment, compared without regard to case. As text: separated by commas.</summary>
public sealed record StatusWords
{
    public const int MaxWords = 100;
    public const int MaxWordLength = 64;

    /// <summary>What the large payment services call a payment whose money has not come, or never will.</summary>
    public static readonly StatusWords Default =
        new("pending,failed,canceled,cancelled,expired,processing,declined,requires_action,requires_payment_method");

    private readonly string text;

    private StatusWords(string text) => this.text = text;

    public static bool TryParse(string text, [NotNullWhen(true)] out StatusWords? words)
    {
        words = null;
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > MaxWords || parts.Any(word => word.Length is 0 or > MaxWordLength || word.Any(char.IsControl)))
            return false;
        words = new StatusWords(string.Join(',', parts));
        return true;
    }

    public bool Contains(string status) => text.Split(',').Contains(status, StringComparer.OrdinalIgnoreCase);

    public override string ToString() => text;
}
