using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Functions.Tests.Domain.Parameters;

/// <summary>Business parameters from a few texts: what is not given has its default, and the reference price is 50.</summary>
internal static class ParameterTexts
{
    public static BusinessParameters Read(params (string Member, string Value)[] given)
    {
        var read = ParametersReader.Read(Texts(given).GetValueOrDefault, out var faults);
        Assert.Empty(faults);
        return read!;
    }

    /// <summary>The only fault of these texts.</summary>
    public static ParameterFault Fault(params (string Member, string Value)[] given)
    {
        Assert.Null(ParametersReader.Read(Texts(given).GetValueOrDefault, out var faults));
        return Assert.Single(faults);
    }

    /// <summary>The faults of these texts as a new version, with all others at their defaults.</summary>
    public static IReadOnlyList<ParameterFault> NewFaults(KnownSources sources, params (string Member, string Value)[] given) =>
        NewFaults(sources, Document(given));

    /// <summary>The faults of this document as a new version.</summary>
    public static IReadOnlyList<ParameterFault> NewFaults(KnownSources sources, Dictionary<string, string> document)
    {
        var read = ParametersReader.ReadNew(document.GetValueOrDefault, sources, out var faults);
        Assert.Equal(faults.Count == 0, read is not null);
        return faults;
    }

    /// <summary>The faults of these texts as the first version.</summary>
    public static IReadOnlyList<ParameterFault> FirstFaults(KnownSources sources, params (string Member, string Value)[] given)
    {
        var read = ParametersReader.ReadFirst(Texts(given).GetValueOrDefault, sources, out var faults);
        Assert.Equal(faults.Count == 0, read is not null);
        return faults;
    }

    /// <summary>All members as texts.</summary>
    public static Dictionary<string, string> Document(params (string Member, string Value)[] given) =>
        With(new Dictionary<string, string>(ParametersReader.Write(Read())), given);

    private static Dictionary<string, string> Texts((string Member, string Value)[] given) =>
        With(new Dictionary<string, string> { ["ReferencePrice"] = "50.00" }, given);

    private static Dictionary<string, string> With(Dictionary<string, string> texts, (string Member, string Value)[] given)
    {
        foreach (var (member, value) in given)
            texts[member] = value;
        return texts;
    }
}
