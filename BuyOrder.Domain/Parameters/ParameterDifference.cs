using System.Text.Json;

namespace BuyOrder.Domain.Parameters;

/// <summary>A member that two versions of the parameters have different values of, as texts.</summary>
/// <param name="Member">As the API names it: <c>rateBps</c>.</param>
/// <param name="Before">In the earlier version.</param>
/// <param name="After">In the later one.</param>
public sealed record ParameterDifference(string Member, string Before, string After)
{
    /// <summary>All of them, in the order of the members; none when both say the same.</summary>
    public static IReadOnlyList<ParameterDifference> Between(BusinessParameters before, BusinessParameters after)
    {
        var (old, next) = (ParametersReader.Write(before), ParametersReader.Write(after));
        return
        [
            .. ParametersReader.Members
                .Where(member => old[member] != next[member])
                .Select(member => new ParameterDifference(PublicName(member), old[member], next[member])),
        ];
    }

    /// <summary>The API's name of a member.</summary>
    public static string PublicName(string member) => JsonNamingPolicy.CamelCase.ConvertName(member);

    /// <summary>As it is told to people: <c>rateBps from 1000 to 900</c>.</summary>
    public override string ToString() => $"{Member} from {Before} to {After}";
}
