using System.Globalization;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>Times at the edges of the grammar and of the calendar.</summary>
public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-11-20T10:00:00Z", "2026-11-20T10:00:00.0000000")]
    [InlineData("2026-11-20t10:00:00z", "2026-11-20T10:00:00.0000000")]
    [InlineData("2026-11-20T10:00:00.5Z", "2026-11-20T10:00:00.5000000")]
    [InlineData("2026-11-20T10:00:00.1234567Z", "2026-11-20T10:00:00.1234567")]
    [InlineData("2026-11-20T10:00:00.123456789Z", "2026-11-20T10:00:00.1234567")]
    [InlineData("2026-11-20T10:00:00.05+00:00", "2026-11-20T10:00:00.0500000")]
    [InlineData("2026-11-20T10:00:00+23:59", "2026-11-19T10:01:00.0000000")]
    [InlineData("2026-11-20T10:00:00-23:59", "2026-11-21T09:59:00.0000000")]
    [InlineData("2024-02-29T23:59:59-00:01", "2024-03-01T00:00:59.0000000")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000")]
    [InlineData("0001-01-01T00:01:00+00:01", "0001-01-01T00:00:00.0000000")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999")]
    [InlineData("9999-12-31T23:58:59.9999999-00:01", "9999-12-31T23:59:59.9999999")]
    public void Time_is_read_as_an_instant_in_UTC(string text, string utc)
    {
        Assert.True(Rfc3339.TryParse(text, out var instant));

        Assert.Equal(utc + "+00:00", instant.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026")]
    [InlineData("2026-11-20T")]
    [InlineData("2026-11-20T10:00Z")]
    [InlineData("2026-11-20T10:00:00")]
    [InlineData("2026-11-20 10:00:00Z")]
    [InlineData("2026-11-20_10:00:00Z")]
    [InlineData("2026-13-20T10:00:00Z")]
    [InlineData("2026-11-20T10:00:60Z")]
    [InlineData("2026-11-20T10:00:00Y")]
    [InlineData("2026-11-20T10:00:00ZZ")]
    [InlineData("2026-11-20T10:00:00.Z")]
    [InlineData("2026-11-20T10:00:00.5")]
    [InlineData("2026-11-20T10:00:00,5Z")]
    [InlineData("2026-11-20T10:00:00.1234567890Z")]
    [InlineData("2026-11-20T10:00:00+24:00")]
    [InlineData("2026-11-20T10:00:00+00:60")]
    [InlineData("2026-11-20T10:00:00+02:0")]
    [InlineData("2026-11-20T10:00:00+02:000")]
    [InlineData("2026-11-20T10:00:00*02:00")]
    [InlineData("2026-11-20T10:00:00+02.00")]
    [InlineData("2026-11-20T10:00:00+0a:00")]
    [InlineData("2026-11-20T10:00:00+00:a0")]
    [InlineData("2026-11-20T10:00:00+ 2:00")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    public void Text_outside_the_grammar_or_the_calendar_is_refused(string text)
    {
        Assert.False(Rfc3339.TryParse(text, out var instant));

        Assert.Equal(default(DateTimeOffset), instant);
    }
}
