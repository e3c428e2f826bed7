using System.Text.Json;

namespace BuyOrder.Domain.Revenue;

/// <summary>A member as it stands in a message: a string's value or a number's own digits. The default is an absent member.</summary>
internal readonly record struct JsonMember(JsonTokenType Type, string? Text)
{
    internal bool IsAbsent => Type is JsonTokenType.None or JsonTokenType.Null;
}
