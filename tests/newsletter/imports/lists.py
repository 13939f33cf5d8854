"""Lists as four tools export them, with invented people."""

# ruff: noqa: E501 - as the tools write them

LISTMONK = """uuid,email,name,attributes,status,created_at,updated_at
1f0c,kari@example.com,Kari,"{""city"": ""Bodø""}",enabled,2024-03-01T10:20:30.123456Z,2025-01-01T00:00:00Z
2f0c,ola@example.com,"Ola ""Nor""
Nordmann",{},blocklisted,2024-03-02T10:20:30Z,2025-01-01T00:00:00Z
3f0c,per@example.com,Per,{},disabled,2024-03-03T10:20:30Z,2025-01-01T00:00:00Z
"""
MAILCHIMP_SUBSCRIBED = """"Email Address","First Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LAST_CHANGED,LEID,NOTES,TAGS
kari@example.com,Kari,2,"2024-03-01 10:00:00",192.0.2.1,"2024-03-01 10:20:30",192.0.2.1,"2025-01-01 00:00:00",1,,"""
MAILCHIMP_UNSUBSCRIBED = """"Email Address","First Name",MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LEID,UNSUB_TIME,UNSUB_REASON
ola@example.com,Ola,2,"2024-03-01 10:00:00","2024-03-01 10:20:30",2,"2024-09-01 08:00:00",NORMAL
kari@example.com,Kari,2,"2020-03-01 10:00:00","2020-03-01 10:20:30",1,"2021-09-01 08:00:00",NORMAL
"""
MAILCHIMP_CLEANED = (
    '"Email Address",CONFIRM_TIME,CLEAN_TIME\nper@example.com,"2024-03-01 10:20:30","2024-09-01 08:00:00"\n'
)
HUBSPOT = """Record ID;First Name;Email;Marketing contact status;Create Date;Unsubscribed from all email;\
Email hard bounce reason;Legal basis for processing contact's data;Opted out of email: Marketing Information;Preferred language
1;Kari;kari@example.com;Marketing contact;2024-03-01 10:20;;;Freely given consent from contact;;English
2;Ola;ola@example.com;Marketing contact;2024-03-01 10:20;Yes;;Freely given consent from contact;;
3;Per;per@example.com;Marketing contact;2024-03-01 10:20;;Unknown user;Freely given consent from contact;;
4;Anne;anne@example.com;Marketing contact;2024-03-01 10:20;;;Freely given consent from contact;Yes;
5;Nils;nils@example.com;Non-marketing contact;2024-03-01 10:20;;;;;
6;Liv;liv@example.com;Marketing contact;2024-03-01 10:20;;;Legitimate interest – existing customer;;
"""
MAILERLITE = """Subscriber\tStatus\tSubscribed\tConfirmation date\tOptin IP\tUnsubscribed
kari@example.com\tactive\t01/03/2024 10:00\t13/03/2024 10:20\t192.0.2.1\t
ola@example.com\tunsubscribed\t02/03/2024 10:00\t\t\t05/03/2024 10:00
per@example.com\tunconfirmed\t03/03/2024 10:00\t\t\t
anne@example.com\tbounced\t03/03/2024 10:00\t\t\t
nils@example.com\tjunk\t03/03/2024 10:00\t\t\t
liv@example.com\tactive\t04/03/2024 10:00\t04/03/2024 10:00\t\t
"""
