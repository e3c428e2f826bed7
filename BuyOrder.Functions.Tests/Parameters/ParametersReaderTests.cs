using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;

namespace BuyOrder.Functions.Tests.Parameters;

public sealed class ParametersReaderTests
{
    [Fact]
    public void Defaults_are_safe_and_only_the_reference_price_has_none()
    {
        var read = Read(("ReferencePrice", "50.00"))!;

        Assert.Equal((1_000, new Zar(100_00), new Zar(1_000_000_00)), (read.RateBps, read.Minimum, read.Maximum));
        Assert.Equal((100, 200, 100), (read.SlippageBps, read.DeviationBps, read.ImpactBps));
        Assert.False(read.Paused);
        Assert.Equal(["ReferencePrice"], Faults().Select(fault => fault.Member));
    }

    [Theory]
    [InlineData("RateBps", "0")]
    [InlineData("RateBps", "10001")]
    [InlineData("RateBps", "10.5")]
    [InlineData("RateBps", "ten")]
    [InlineData("Minimum", "0.00")]
    [InlineData("Minimum", "1000000.01")] // above the maximum
    [InlineData("Minimum", "100.005")]
    [InlineData("Maximum", "-1")]
    [InlineData("SlippageBps", "10001")]
    [InlineData("ImpactBps", "0")]
    [InlineData("MaxFeePerGasGwei", "0")]
    [InlineData("MaxPriorityFeePerGasGwei", "101")] // above the fee cap
    [InlineData("ReferencePrice", "0.00")]
    [InlineData("ReferencePrice", "1e3")]
    [InlineData("Schedule", "0 0 2 * *")]
    [InlineData("ScheduleTimeZone", "Mars/Olympus")]
    [InlineData("Paused", "yes")]
    public void Fault_names_the_member_what_was_found_and_what_is_allowed(string member, string value)
    {
        var fault = Assert.Single(Faults(("ReferencePrice", "50.00"), (member, value)));

        Assert.Equal((member, value), (fault.Member, fault.Found));
        Assert.NotEmpty(fault.Allowed);
    }

    [Fact]
    public void All_faults_are_found_at_once() =>
        Assert.Equal(["RateBps", "ReferencePrice", "Paused"], Faults(("RateBps", "x"), ("Paused", "x")).Select(fault => fault.Member));

    [Fact]
    public void What_is_written_is_read_back()
    {
        var parameters = Read(("ReferencePrice", "49.999999999999999999"), ("MaxFeePerGasGwei", "0.000000001"), ("Minimum", "0.01"), ("Paused", "true"))!;

        var written = ParametersReader.Write(parameters);

        Assert.Equal(parameters, ParametersReader.Read(written.GetValueOrDefault, out _));
        Assert.Equal(ParametersReader.Members.Order(), written.Keys.Order());
    }

    private static BusinessParameters? Read(params (string Member, string Value)[] given) =>
        ParametersReader.Read(given.ToDictionary(pair => pair.Member, pair => pair.Value).GetValueOrDefault, out _);

    private static IReadOnlyList<ParameterFault> Faults(params (string Member, string Value)[] given)
    {
        ParametersReader.Read(given.GroupBy(pair => pair.Member).ToDictionary(pair => pair.Key, pair => pair.Last().Value).GetValueOrDefault, out var faults);
        return faults;
    }
}
