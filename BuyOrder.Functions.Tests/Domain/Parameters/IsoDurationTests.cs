using BuyOrder.Domain.Parameters;

namespace BuyOrder.Functions.Tests.Domain.Parameters;

/// <summary>Durations as texts.</summary>
public sealed class IsoDurationTests
{
    [Theory]
    [InlineData("P1D", 86_400)]
    [InlineData("PT1H", 3_600)]
    [InlineData("PT1M", 60)]
    [InlineData("PT1S", 1)]
    [InlineData("P1DT2H3M4S", 93_784)]
    [InlineData("P2DT5S", 172_805)]
    [InlineData("PT1H1S", 3_601)]
    [InlineData("PT1H30M", 5_400)]
    [InlineData("PT1M1S", 61)]
    [InlineData("P0D", 0)]
    [InlineData("PT0S", 0)]
    [InlineData("PT000000001S", 1)]
    [InlineData("PT999999999S", 999_999_999)]
    [InlineData("P10675199DT2H48M5S", 922_337_203_685)] // the longest there is
    public void Duration_is_the_sum_of_its_parts(string text, long seconds)
    {
        Assert.True(IsoDuration.TryParse(text, out var duration));

        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("PD")]
    [InlineData("PTH")]
    [InlineData("PTM")]
    [InlineData("PTS")]
    [InlineData("P5")]
    [InlineData("PT5")]
    [InlineData("1D")]
    [InlineData("1DP")]
    [InlineData("p1D")]
    [InlineData("P1d")]
    [InlineData("P1H")]
    [InlineData("P1M")]
    [InlineData("P1S")]
    [InlineData("P1Y")]
    [InlineData("P1W")]
    [InlineData("PT1D")]
    [InlineData("P1D1D")]
    [InlineData("PT1S1M")]
    [InlineData("PT1M1H")]
    [InlineData("P1DT1HT1M")]
    [InlineData("P-1D")]
    [InlineData("-P1D")]
    [InlineData("PT1.5S")]
    [InlineData(" P1D")]
    [InlineData("P1D ")]
    [InlineData("PT0000000001S")]
    [InlineData("P1000000000D")]
    [InlineData("P10675199DT2H48M6S")]
    public void Anything_else_is_no_duration(string text)
    {
        Assert.False(IsoDuration.TryParse(text, out var duration));

        Assert.Equal(TimeSpan.Zero, duration);
    }

    [Theory]
    [InlineData(0, "PT0S")]
    [InlineData(1, "PT1S")]
    [InlineData(60, "PT1M")]
    [InlineData(61, "PT1M1S")]
    [InlineData(3_600, "PT1H")]
    [InlineData(3_601, "PT1H1S")]
    [InlineData(3_660, "PT1H1M")]
    [InlineData(86_400, "P1D")]
    [InlineData(86_401, "P1DT1S")]
    [InlineData(86_460, "P1DT1M")]
    [InlineData(90_000, "P1DT1H")]
    [InlineData(93_784, "P1DT2H3M4S")]
    [InlineData(34_560_000, "P400D")]
    public void Shortest_form_has_the_parts_that_are_not_zero(int seconds, string text) =>
        Assert.Equal(text, IsoDuration.Format(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "PT0S")]
    [InlineData(1, "PT1S")]
    [InlineData(86_400, "P1D")]
    public void Parts_of_a_second_are_cut(int seconds, string text) =>
        Assert.Equal(text, IsoDuration.Format(TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(999)));
}
