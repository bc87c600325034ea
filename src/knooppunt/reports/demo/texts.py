"""What example reports say. Clearly fictional."""

STORIES = {
    "summary": "Meer scholen weten ons te vinden. En steeds vaker lossen ze samen iets op. (Voorbeeldtekst.)",
    "outlook": "Komend half jaar gaan we langs bij de opleiders uit de zorg. Daarna volgt een kennismarkt voor studenten.",
}
NATIONAL_STORY = (
    "In alle regio's groeit het aantal scholen dat het raamwerk naast het eigen programma legt. Waar het stokt, ligt dat "
    "vaak aan tijd. Daarover spreken we in het voorjaar. (Voorbeeldtekst.)"
)
RETURN_REASON = "Mooi overzicht. Wil je bij ‘Wat meer tijd vraagt’ nog in één zin zeggen welke hulp jullie zoeken?"
QUOTE = "Onze studenten vragen nu zelf naar het gesprek over het levenseinde. Dat was twee jaar geleden ondenkbaar."
QUOTE_BY = "Docent van een voorbeeldschool, geplaatst met toestemming"
