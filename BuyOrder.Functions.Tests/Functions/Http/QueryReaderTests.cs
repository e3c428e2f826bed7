using BuyOrder.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Functions.Tests.Functions.Http;

public sealed class QueryReaderTests
{
    [Fact]
    public void Page_has_fifty_items_unless_asked_otherwise()
    {
        var query = Query("");

        Assert.Equal(new PageRequest(50, null), query.Page());
        Assert.Null(query.Problem);
    }

    [Theory]
    [InlineData("?pageSize=1", 1)]
    [InlineData("?PAGESIZE=1000", 1000)]
    public void Page_size_is_read(string text, int expected) => Assert.Equal(expected, Query(text).Page().Size);

    [Theory]
    [InlineData("?pageSize=0")]
    [InlineData("?pageSize=1001")]
    [InlineData("?pageSize=-1")]
    [InlineData("?pageSize=5.0")]
    [InlineData("?pageSize=")]
    [InlineData("?pageSize=1,2")]
    [InlineData("?pageSize=99999999999")]
    public void Page_size_outside_its_range_is_named_with_the_range(string text)
    {
        var query = Query(text);

        query.Page();

        Assert.Contains("from 1 to 1000", Fault(query, "pageSize"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-22T02:00:00Z")]
    [InlineData("2026-11-22T04:00:00%2B02:00")]
    [InlineData("2026-11-22T04:00:00+02:00")]
    [InlineData("2026-11-21t21:00:00.000-05:00")]
    public void Time_is_read_with_its_offset(string text)
    {
        var query = Query($"?from={text}");

        var (from, _) = query.Period();

        Assert.Equal(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero), from);
        Assert.Null(query.Problem);
    }

    [Theory]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-22T02:00:00")]
    [InlineData("2026-13-22T02:00:00Z")]
    [InlineData("1999-12-31T23:59:59Z")]
    [InlineData("10000-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void Time_of_another_form_is_refused(string text)
    {
        var query = Query($"?to={text}");

        query.Period();

        Assert.Contains("RFC 3339", Fault(query, "to"), StringComparison.Ordinal);
        Assert.Contains("2000 to 9999", Fault(query, "to"), StringComparison.Ordinal);
    }

    [Fact]
    public void Period_may_end_with_the_last_instant_there_is()
    {
        var query = Query("?from=9999-12-31T00:00:00Z&to=9999-12-31T23:59:59.9999999Z");

        var period = query.Period();

        Assert.Null(query.Problem);
        Assert.Equal((new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.MaxValue), period);
    }

    [Fact]
    public void Period_that_ends_before_it_begins_is_refused()
    {
        var query = Query("?from=2026-11-22T02:00:00Z&to=2026-11-22T01:59:59Z");

        query.Period();

        Assert.Equal("Must not be before from.", Fault(query, "to"));
    }

    [Fact]
    public void Word_that_is_not_allowed_is_told_the_allowed_ones()
    {
        var query = Query("?status=done");

        Assert.Null(query.OneOf("status", ("pending", 1), ("completed", 2)));
        Assert.Equal("Must be one of pending, completed.", Fault(query, "status"));
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var query = Query("?pageSize=0&from=x&continuation=");

        query.Period();
        query.Page();

        Assert.Equal(["continuation", "from", "pageSize"], query.Problem!.Errors!.Keys.Order());
    }

    [Fact]
    public void Next_link_repeats_the_question_and_nothing_else_of_the_query()
    {
        var query = Query("?from=2026-11-22T02:00:00%2B02:00&code=secret&pageSize=10&continuation=old");
        query.Period();
        query.Page();

        var link = query.NextLink("/api/runs", "new&more");

        Assert.Equal("https://orders.example:8443/api/runs?from=2026-11-22T02%3A00%3A00%2B02%3A00&pageSize=10&continuation=new%26more", link);
    }

    [Fact]
    public void Last_page_has_no_next_link() => Assert.Null(Query("?pageSize=10").NextLink("/api/runs", null));

    [Theory]
    [InlineData("2026-11-22", 2026)]
    [InlineData("2000-01-01", 2000)]
    [InlineData("9999-12-31", 9999)]
    public void Date_is_read(string text, int year) => Assert.Equal(year, Query($"?to={text}").Date("to")?.Year);

    [Theory]
    [InlineData("1999-12-31")]
    [InlineData("10000-01-01")]
    [InlineData("2026-02-30")]
    [InlineData("2026-11-22T00:00:00Z")]
    public void Date_of_another_form_is_refused_naming_both_limits(string text)
    {
        var query = Query($"?to={text}");

        Assert.Null(query.Date("to"));
        Assert.Contains("in the years 2000 to 9999", Fault(query, "to"), StringComparison.Ordinal);
    }

    private static QueryReader Query(string text)
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host, request.QueryString) = ("https", new HostString("orders.example", 8443), new QueryString(text));
        return new QueryReader(request);
    }

    private static string Fault(QueryReader query, string member) => Assert.Single(query.Problem!.Errors![member]);
}
